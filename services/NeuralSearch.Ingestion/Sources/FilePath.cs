namespace NeuralSearch.Ingestion.Sources;

/// <summary>
/// The path of a file within its source, as a client sends it. It is a name and nothing else: no file of this machine
/// is ever opened by it. It has one spelling, so that the same file has the same document.
/// </summary>
internal static class FilePath
{
    /// <summary>Longest path, in UTF-16 code units: with its source it is an id.</summary>
    public const int MaxChars = 512;

    /// <summary>The path with forward slashes; refuses what is no path below the source.</summary>
    public static string Normalize(string sent)
    {
        string path = sent.Replace('\\', '/');
        if (path.StartsWith("./", StringComparison.Ordinal))
            path = path[2..];
        string? wrong = path switch
        {
            _ when string.IsNullOrWhiteSpace(path) => "it is empty",
            _ when path.Length > MaxChars => $"it has {path.Length} characters, at most {MaxChars} are allowed",
            _ when path.Any(char.IsControl) => "it holds a control character",
            _ when !IsWellFormed(path) => "it holds half a surrogate pair",
            _ when path.Split('/').Any(segment => segment is "" or "." or "..") =>
                "it has an empty part, '.' or '..'; send the path below the folder, as 'notes/tea.md'",
            _ => null,
        };
        return wrong is null
            ? path
            : throw new DocumentRefusedException($"the file name '{Shorten(sent)}' is no path: {wrong}");
    }

    /// <summary>The id of the document that a file of a source is.</summary>
    public static string DocumentId(string source, string path) => $"{source}/{path}";

    private static bool IsWellFormed(string path)
    {
        for (int i = 0; i < path.Length; i++)
        {
            if (!char.IsSurrogate(path[i]))
                continue;
            if (!char.IsSurrogatePair(path, i))
                return false;
            i++;
        }

        return true;
    }

    private static string Shorten(string sent) => sent.Length <= 100 ? sent : sent[..100] + "…";
}
