namespace NeuralSearch.Standalone.Ingest;

/// <summary>Finds the files that a command line names.</summary>
internal static class DocumentFiles
{
    private static readonly string[] Extensions = [".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"];

    /// <returns>The files in order; null when a path leads nowhere, which has been told.</returns>
    public static async Task<IReadOnlyList<string>?> FindAsync(IEnumerable<string> paths)
    {
        var files = new List<string>();
        foreach (string path in paths)
        {
            if (File.Exists(path)) files.Add(path);
            else if (!Directory.Exists(path))
            {
                await Console.Error.WriteLineAsync($"neuralsearch: {path} does not exist.");
                return null;
            }
            else
            {
                string[] found = [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                    .Where(file => Extensions.Any(
                        extension => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase)))
                    .Order(StringComparer.Ordinal)];
                if (found.Length == 0)
                {
                    await Console.Error.WriteLineAsync(
                        $"neuralsearch: {path} holds no JSON-lines file ({string.Join(", ", Extensions)}).");
                    return null;
                }

                files.AddRange(found);
            }
        }

        return files;
    }
}
