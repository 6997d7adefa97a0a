using System.Text;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.EndToEnd;

/// <summary>A running process into which the command has ingested a file of films with broken lines in it.</summary>
public sealed class FilmLibrary : IAsyncLifetime
{
    /// <summary>Good films of the file.</summary>
    public const int Films = 100;

    private readonly TemporaryFolder _folder = new();
    private StandaloneProcess? _standalone;

    /// <summary>The running process.</summary>
    public StandaloneProcess Standalone => _standalone ?? throw new InvalidOperationException("Not started yet.");

    /// <summary>The file: a hundred films, and the broken lines.</summary>
    public string File => _folder.Combine("films.jsonl");

    /// <summary>How the first ingestion of the file ended.</summary>
    public CommandResult FirstIngestion { get; private set; } = new(-1, "", "");

    /// <summary>What each broken line of the file is, by its number, counted from 1.</summary>
    public IReadOnlyDictionary<int, byte[]> BrokenLines { get; } = new SortedDictionary<int, byte[]>
    {
        [7] = Encoding.UTF8.GetBytes("""{"_id": "broken", "text": """),
        [20] = [],
        [33] = [.. Encoding.UTF8.GetBytes("""{"_id": "latin", "text": "caf"""), 0xe9, .. Encoding.UTF8.GetBytes("\"}")],
        [48] = Encoding.UTF8.GetBytes("""{"_id": "textless", "title": "No text"}"""),
        [71] = Encoding.UTF8.GetBytes("""{"text": "A film without an id."}"""),
        [104] = Encoding.UTF8.GetBytes(FilmSample.FirstLines(1)[0]),
    };

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var lines = new List<byte[]>(FilmSample.FirstLines(Films).Select(Encoding.UTF8.GetBytes));
        foreach ((int number, byte[] line) in BrokenLines) lines.Insert(number - 1, line);
        await System.IO.File.WriteAllBytesAsync(File, [.. lines.SelectMany(line => line.Append((byte)'\n'))]);
        // Few films: with less log than usual there is a checkpoint all the same.
        var environment = new Dictionary<string, string?> { ["NeuralSearch__CheckpointBytes"] = "65536" };
        _standalone = await StandaloneProcess.StartAsync(_folder.Combine("data"), ["--no-sample"], environment);
        FirstIngestion = await RunAsync("ingest", File);
    }

    /// <summary>Runs a command against the process.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) =>
        NeuralSearchCommand.RunAsync([.. arguments, "--url", $"http://127.0.0.1:{Standalone.HttpPort}"]);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_standalone is not null) await _standalone.DisposeAsync();
        _folder.Dispose();
    }
}
