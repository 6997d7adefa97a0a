using System.IO.Compression;
using System.Text.Json.Nodes;

namespace NeuralSearch.Testing;

/// <summary>The films that come with the product.</summary>
public static class FilmSample
{
    /// <summary>The first lines of the sample, as they are.</summary>
    public static string[] FirstLines(int count)
    {
        using var reader = new StreamReader(new GZipStream(
            File.OpenRead(Repository.Combine("samples", "films.jsonl.gz")), CompressionMode.Decompress));
        return [.. Enumerable.Range(0, count).Select(_ => reader.ReadLine()!)];
    }

    /// <summary>The id that a line gives its film.</summary>
    public static string IdOf(string line) => (string)JsonNode.Parse(line)!["_id"]!;
}
