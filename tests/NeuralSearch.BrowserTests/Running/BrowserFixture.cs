using Microsoft.Playwright;
using NeuralSearch.BrowserTests.Running;
using NeuralSearch.Testing;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(BrowserFixture))]
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace NeuralSearch.BrowserTests.Running;

/// <summary>
/// One browser and one server with the same few films for all tests. <c>NEURALSEARCH_URL</c> names a running server to
/// test instead of an own process; the tests write documents to it.
/// </summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    /// <summary>The collection that holds the films.</summary>
    public const string Films = "films";

    private const int FilmsCount = 120;

    private readonly TemporaryFolder _data = new();

    private IPlaywright? _playwright;
    private StandaloneProcess? _server;

    /// <summary>The browser, or null where no Chromium is installed.</summary>
    public IBrowser? Browser { get; private set; }

    /// <summary>Where the page is served.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Whether the server is a process of these tests, which they may stop.</summary>
    public static bool OwnsServer => string.IsNullOrEmpty(DeploymentUrl);

    private static string? DeploymentUrl => Environment.GetEnvironmentVariable("NEURALSEARCH_URL");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Chromium.Find() is not { } executable) return;
        var cancellationToken = TestContext.Current.CancellationToken;
        if (OwnsServer)
        {
            _server = await StandaloneProcess.StartAsync(_data.Path, "--no-sample");
            Address = _server.Address;
        }
        else
        {
            Address = new Uri(DeploymentUrl!);
        }

        using var api = new SearchApi(Address);
        await api.IngestAsync(Films, FilmSample.FirstLines(FilmsCount), cancellationToken);
        _playwright = await Playwright.CreateAsync();
        Browser = await Chromium.LaunchAsync(_playwright, executable, Address);
        Assertions.SetDefaultExpectTimeout(15_000);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        _playwright?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        _data.Dispose();
    }
}
