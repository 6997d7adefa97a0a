using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Apart;

/// <summary>Four processes into which the command has ingested films, through the front.</summary>
public sealed class ApartLibrary : IAsyncLifetime
{
    /// <summary>Films that are ingested.</summary>
    public const int Films = 100;

    private readonly TemporaryFolder _folder = new();
    private ApartSystem? _system;

    /// <summary>The running processes.</summary>
    public ApartSystem System => _system ?? throw new InvalidOperationException("Not started yet.");

    /// <summary>How the ingestion ended.</summary>
    public CommandResult Ingestion { get; private set; } = new(-1, "", "");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        string file = _folder.Combine("films.jsonl");
        await File.WriteAllLinesAsync(file, FilmSample.FirstLines(Films));
        _system = await ApartSystem.StartAsync(_folder.Combine("data"));
        Ingestion = await RunAsync("ingest", file);
    }

    /// <summary>Runs a command against the front.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) =>
        NeuralSearchCommand.RunAsync([.. arguments, "--url", $"http://127.0.0.1:{System.Query.HttpPort}"]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_system is not null) await _system.DisposeAsync();
        _folder.Dispose();
    }
}
