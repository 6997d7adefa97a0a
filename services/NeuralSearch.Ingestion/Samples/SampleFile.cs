using System.IO.Compression;

namespace NeuralSearch.Ingestion.Samples;

/// <summary>Where the sample is.</summary>
internal static class SampleFile
{
    private static readonly string DefaultPath = Path.Combine("samples", "films.jsonl.gz");

    /// <summary>
    /// The configured path, which must exist; else the sample beside the program, else in the nearest folder above it;
    /// null if there is none.
    /// </summary>
    public static string? Find(string? configured, string baseDirectory)
    {
        if (!string.IsNullOrEmpty(configured))
        {
            return File.Exists(configured)
                ? Path.GetFullPath(configured)
                : throw new FileNotFoundException(
                    $"The sample '{configured}' ({SampleOptions.Section}:Path) does not exist.", configured);
        }

        for (DirectoryInfo? folder = new(baseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, DefaultPath);
            if (File.Exists(path))
                return path;
        }

        return null;
    }

    /// <summary>The uncompressed file.</summary>
    public static Stream Open(string path) => new GZipStream(File.OpenRead(path), CompressionMode.Decompress);

    /// <summary>The number of lines, counted no further than the limit.</summary>
    public static async Task<int> CountLinesAsync(string path, int? limit, CancellationToken cancellationToken)
    {
        using StreamReader reader = new(Open(path));
        int lines = 0;
        while (lines < (limit ?? int.MaxValue) && await reader.ReadLineAsync(cancellationToken) is not null)
            lines++;
        return lines;
    }
}
