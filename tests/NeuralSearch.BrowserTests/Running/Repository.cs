using System.IO.Compression;

namespace NeuralSearch.BrowserTests.Running;

/// <summary>What the tests take from the repository they were built in.</summary>
internal static class Repository
{
    /// <summary>The first films of the sample as JSON lines, without line ends.</summary>
    public static IReadOnlyList<string> Films(int count)
    {
        using var file = File.OpenRead(Path.Combine(Root(), "samples", "films.jsonl.gz"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var lines = new List<string>(count);
        while (lines.Count < count && reader.ReadLine() is { } line) lines.Add(line);
        return lines;
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "NeuralSearch.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds NeuralSearch.sln.");
    }
}
