using System.Text;
using System.Text.RegularExpressions;
using NeuralSearch.Ingestion.Sources;

namespace NeuralSearch.Ingestion.Extraction;

/// <summary>HTML: the title, and the text that a reader would read, without navigation and scripts.</summary>
internal sealed partial class HtmlExtractor : IExtractor
{
    /// <summary>How far into a file its encoding may be named, as the HTML standard has it.</summary>
    private const int PrescanBytes = 1024;

    [GeneratedRegex("""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)""", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex MetaCharset { get; }

    public ExtractedDocument Extract(
        ReadOnlySpan<byte> content, string? charset, CancellationToken cancellationToken)
    {
        string html = TextDecoder.Decode(content, charset ?? FindCharset(content));
        return HtmlText.Read(html);
    }

    private static string? FindCharset(ReadOnlySpan<byte> content)
    {
        string head = Encoding.Latin1.GetString(content[..Math.Min(content.Length, PrescanBytes)]);
        if (MetaCharset.Match(head) is not { Success: true } match)
            return null;
        string charset = match.Groups[1].Value;
        // Whoever could read the name byte by byte did not read UTF-16.
        return charset.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) ? "utf-8" : charset;
    }
}
