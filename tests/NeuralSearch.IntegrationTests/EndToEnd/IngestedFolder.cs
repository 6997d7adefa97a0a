using Grpc.Net.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.EndToEnd;

/// <summary>A running process and a copy of the sample library, which the command ingests.</summary>
public sealed class IngestedFolder : IAsyncDisposable
{
    private const string Collection = "documents";

    private readonly TemporaryFolder _folder;

    private IngestedFolder(TemporaryFolder folder, StandaloneProcess standalone) =>
        (_folder, Standalone) = (folder, standalone);

    /// <summary>The running process.</summary>
    public StandaloneProcess Standalone { get; private set; }

    /// <summary>The folder that is ingested.</summary>
    public string Path => _folder.Combine("library");

    /// <summary>Starts the process and copies the library.</summary>
    public static async Task<IngestedFolder> StartAsync()
    {
        var folder = new TemporaryFolder();
        string library = Repository.Combine("samples", "library");
        foreach (string file in Directory.EnumerateFiles(library, "*", SearchOption.AllDirectories))
        {
            string copy = folder.Combine("library", System.IO.Path.GetRelativePath(library, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return new IngestedFolder(
            folder, await StandaloneProcess.StartAsync(folder.Combine("data"), "--no-sample"));
    }

    /// <summary>The id of the document of a file.</summary>
    public string IdOf(string file) => $"{Path}/{file}";

    /// <summary>Writes a file of the folder.</summary>
    public void Write(string file, string text) => File.WriteAllText(System.IO.Path.Combine(Path, file), text);

    /// <summary>Deletes a file of the folder.</summary>
    public void Delete(string file) => File.Delete(System.IO.Path.Combine(Path, file));

    /// <summary>Ingests the folder, or what else is named.</summary>
    public Task<CommandResult> IngestAsync(params string[] arguments) => NeuralSearchCommand.RunAsync(
        ["ingest", .. arguments.Length > 0 ? arguments : [Path], "--url", $"http://127.0.0.1:{Standalone.HttpPort}"]);

    /// <summary>How many chunks the vector store has, of one document or of all.</summary>
    public async Task<ulong> CountChunksAsync(string? document = null)
    {
        using GrpcChannel channel = LoopbackChannel.To(Standalone.GrpcPort);
        var request = new CountPoints { CollectionName = Collection, Exact = true };
        if (document is not null)
        {
            request.Filter = new Filter
            {
                Must =
                {
                    new Condition
                    {
                        Field = new FieldCondition { Key = "document", Match = new Match { Keyword = document } },
                    },
                },
            };
        }

        return (await new Points.PointsClient(channel).CountAsync(request)).Result.Count;
    }

    /// <summary>The documents that a search for anything finds.</summary>
    public async Task<string[]> FindAsync(string query, int top = 100) =>
        [.. (await Standalone.SearchAsync(query, top))["results"]!.AsArray().Select(hit => (string)hit!["document"]!)];

    /// <summary>Kills the process and starts another one on its data.</summary>
    public async Task RestartAsync()
    {
        await Standalone.KillAsync();
        await Standalone.DisposeAsync();
        Standalone = await StandaloneProcess.StartAsync(_folder.Combine("data"), "--no-sample");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Standalone.DisposeAsync();
        _folder.Dispose();
    }
}
