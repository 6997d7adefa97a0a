using System.Collections.Frozen;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace NeuralSearch.Ingestion.Extraction;

/// <summary>
/// The kinds of files by the ends of their names, and, for a name that says nothing, by media type. The page has the
/// same ends (services/NeuralSearch.Query/Page/app/files.js), which a test compares.
/// </summary>
public static class FileKinds
{
    private static readonly FrozenDictionary<string, FileKind> ByMediaType = new Dictionary<string, FileKind>
    {
        ["text/markdown"] = FileKind.Markdown,
        ["text/x-markdown"] = FileKind.Markdown,
        ["text/plain"] = FileKind.Text,
        ["text/html"] = FileKind.Html,
        ["application/xhtml+xml"] = FileKind.Html,
        ["application/x-ndjson"] = FileKind.JsonLines,
        ["application/jsonl"] = FileKind.JsonLines,
        ["application/x-jsonlines"] = FileKind.JsonLines,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The ends of names with their kinds.</summary>
    public static IReadOnlyList<(string Ending, FileKind Kind)> Endings { get; } =
    [
        (".md", FileKind.Markdown), (".markdown", FileKind.Markdown),
        (".txt", FileKind.Text), (".text", FileKind.Text),
        (".html", FileKind.Html), (".htm", FileKind.Html), (".xhtml", FileKind.Html),
        (".jsonl", FileKind.JsonLines), (".ndjson", FileKind.JsonLines),
        (".jsonl.gz", FileKind.JsonLines), (".ndjson.gz", FileKind.JsonLines),
    ];

    /// <summary>What is allowed, for messages.</summary>
    public static string Allowed { get; } = string.Join(' ', Endings.Select(known => known.Ending));

    /// <summary>The kind of a file, or null if neither its name nor its media type is known.</summary>
    /// <param name="path">Its name, with or without folders.</param>
    /// <param name="mediaType">Its media type without parameters, if the sender said one.</param>
    public static FileKind? Of(string path, StringSegment mediaType = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        foreach ((string ending, FileKind kind) in Endings)
        {
            if (path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return kind;
        }

        return mediaType.HasValue && ByMediaType.TryGetValue(mediaType.Value!, out FileKind byType) ? byType : null;
    }

    /// <summary>True if the name says that the file is compressed.</summary>
    internal static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>The media type and the charset of a Content-Type header; nothing of one that is malformed.</summary>
    internal static (StringSegment MediaType, StringSegment Charset) Read(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? parsed)
            ? (parsed.MediaType, parsed.Charset)
            : (default, default);
}
