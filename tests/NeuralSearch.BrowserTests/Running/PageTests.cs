using System.Text.Json;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace NeuralSearch.BrowserTests.Running;

/// <summary>
/// A test with a fresh page. Whatever it tests, at its end the page must have logged no error and asked no other host.
/// </summary>
public abstract class PageTests(BrowserFixture fixture) : IAsyncLifetime
{
    private readonly List<string> _complaints = [];
    private IBrowserContext? _context;

    /// <summary>The page; nothing is opened in it yet.</summary>
    protected IPage Page { get; private set; } = null!;

    /// <summary>The server the page belongs to.</summary>
    protected Uri Address { get; set; } = fixture.Address;

    /// <summary>True in tests in which requests fail on purpose: the browser itself logs those.</summary>
    protected bool ExpectsFailedRequests { get; set; }

    /// <summary>The search box.</summary>
    protected ILocator Box => Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search by meaning" });

    /// <summary>The results that are shown.</summary>
    protected ILocator Results => Page.Locator("#results .result:not(.skeleton)");

    /// <summary>The focusable titles of the results.</summary>
    protected ILocator Titles => Results.Locator(".open");

    /// <summary>The line that says how many results there are.</summary>
    protected ILocator Summary => Page.GetByRole(AriaRole.Status).First;

    /// <summary>Ends waiting when the test run is cancelled.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (fixture.Browser is null) Assert.Skip("No Chromium is installed; CHROMIUM_PATH may name one.");
        await NewPageAsync(new());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_context is not null) await _context.CloseAsync();
        Assert.Empty(_complaints);
    }

    /// <summary>Replaces the page by one with other properties, a phone's width or the dark scheme.</summary>
    protected async Task NewPageAsync(BrowserNewContextOptions options)
    {
        if (_context is not null) await _context.CloseAsync();
        _context = await fixture.Browser!.NewContextAsync(options);
        Page = await _context.NewPageAsync();
        Page.Console += (_, message) =>
        {
            var isFailedRequest = message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal);
            if (message.Type == "error" && !(ExpectsFailedRequests && isFailedRequest))
                _complaints.Add($"console: {message.Text}");
        };
        Page.PageError += (_, error) => _complaints.Add($"error: {error}");
        Page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != Address.Authority) _complaints.Add($"request to {request.Url}");
        };
    }

    /// <summary>Opens the page with a question in its address, and without one the start page.</summary>
    protected async Task OpenAsync(string query = "", string collection = BrowserFixture.Films, string filter = "")
    {
        var address = query == ""
            ? ""
            : $"?q={Uri.EscapeDataString(query)}&collection={collection}&filter={Uri.EscapeDataString(filter)}";
        await Page.GotoAsync(new Uri(Address, address).ToString());
        if (query != "") await Expect(Summary).ToContainTextAsync("in");
    }

    /// <summary>The titles that are shown, in order.</summary>
    protected Task<IReadOnlyList<string>> TitlesAsync() => Titles.AllTextContentsAsync();

    /// <summary>Answers every request to a path with this JSON instead of asking the server.</summary>
    protected Task AnswerAsync(string path, object answer, int status = 200) =>
        Page.RouteAsync($"**/{path}", route => route.FulfillAsync(new()
        {
            Status = status,
            ContentType = status == 200 ? "application/json" : "application/problem+json",
            Body = JsonSerializer.Serialize(answer),
        }));
}
