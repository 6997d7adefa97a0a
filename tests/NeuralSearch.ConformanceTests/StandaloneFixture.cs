using NeuralSearch.ConformanceTests;
using NeuralSearch.Testing;

[assembly: AssemblyFixture(typeof(StandaloneFixture))]

namespace NeuralSearch.ConformanceTests;

/// <summary>One process for all tests that use collections of their own names.</summary>
public sealed class StandaloneFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private StandaloneProcess? _standalone;

    /// <summary>The running process.</summary>
    public StandaloneProcess Standalone =>
        _standalone ?? throw new InvalidOperationException("The process is not started yet.");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() =>
        _standalone = await StandaloneProcess.StartAsync(_folder.Path, "--no-sample");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_standalone is not null) await _standalone.DisposeAsync();
        _folder.Dispose();
    }
}
