using System.IO.Compression;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeuralSearch.Evals.Servers;

/// <summary>The film sample: loading it, and questions about films that are not in it.</summary>
internal static class FilmSample
{
    private const int QueryWords = 9;

    /// <summary>Waits until the server has loaded its sample.</summary>
    public static async Task WaitUntilLoadedAsync(HttpClient server, CancellationToken cancellationToken)
    {
        while (true)
        {
            JsonNode? list = await server.GetFromJsonAsync<JsonNode>("/v1/ingestions", cancellationToken);
            string? state = (string?)list!["ingestions"]!.AsArray().FirstOrDefault()?["state"];
            if (state == "completed") return;
            if (state is "failed" or "stopped")
                throw new InvalidOperationException($"Loading the sample {state}: {list}");
            await Task.Delay(50, cancellationToken);
        }
    }

    /// <summary>
    /// The first words of the texts of films that follow the loaded ones: each is new to the server, so that no cache
    /// of query vectors can answer.
    /// </summary>
    public static IReadOnlyList<string> Queries(int skip, int count)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(FindFile()), CompressionMode.Decompress));
        var queries = new List<string>();
        for (int i = 0; queries.Count < count && lines.ReadLine() is { } line; i++)
        {
            if (i < skip) continue;
            using JsonDocument film = JsonDocument.Parse(line);
            string[] words = film.RootElement.GetProperty("text").GetString()!
                .Split(' ', StringSplitOptions.RemoveEmptyEntries);
            queries.Add(string.Join(' ', words.Skip(3).Take(QueryWords)));
        }

        return queries;
    }

    private static string FindFile()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "samples", "films.jsonl.gz");
            if (File.Exists(path)) return path;
        }

        throw new FileNotFoundException("samples/films.jsonl.gz was not found above the program");
    }
}
