using System.Text;
using NeuralSearch.Ingestion.Sources;

namespace NeuralSearch.Ingestion.Extraction;

/// <summary>
/// Bytes of a text file as characters: by byte order mark, else as the sender or the file says, else as UTF-8 if they
/// are, else as Windows-1252, which files without a mark that are not UTF-8 mostly are.
/// </summary>
internal static class TextDecoder
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, true);
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private static readonly (byte[] Mark, Encoding Encoding)[] Marks =
    [
        ([0xEF, 0xBB, 0xBF], new UTF8Encoding(false, true)),
        ([0xFF, 0xFE, 0x00, 0x00], new UTF32Encoding(false, false, true)), // before UTF-16, which begins the same
        ([0x00, 0x00, 0xFE, 0xFF], new UTF32Encoding(true, false, true)),
        ([0xFF, 0xFE], new UnicodeEncoding(false, false, true)),
        ([0xFE, 0xFF], new UnicodeEncoding(true, false, true)),
    ];

    /// <summary>The characters, always valid UTF-16 without NUL; refuses what is no text.</summary>
    public static string Decode(ReadOnlySpan<byte> content, string? charset)
    {
        string text = DecodeBytes(content, charset);
        int nul = text.IndexOf('\0', StringComparison.Ordinal);
        return nul < 0
            ? text
            : throw new DocumentRefusedException(
                $"the file is binary and no text: character {nul + 1} is NUL; save UTF-16 with a byte order mark");
    }

    private static string DecodeBytes(ReadOnlySpan<byte> content, string? charset)
    {
        foreach ((byte[] mark, Encoding encoding) in Marks)
        {
            if (content.StartsWith(mark))
                return DecodeAs(encoding, content[mark.Length..], "as its byte order mark says");
        }

        if (charset is not null)
            return DecodeAs(Find(charset), content, "as the charset says");
        try
        {
            return StrictUtf8.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            RefuseBinary(content);
            return Windows1252.GetString(content);
        }
    }

    private static string DecodeAs(Encoding encoding, ReadOnlySpan<byte> content, string why)
    {
        try
        {
            return encoding.GetString(content);
        }
        catch (DecoderFallbackException exception)
        {
            throw new DocumentRefusedException(
                $"the file is not valid {encoding.WebName}, {why}, at byte {exception.Index + 1}");
        }
    }

    private static Encoding Find(string charset)
    {
        // The encoding standard's rule: who says Latin-1 or ASCII means Windows-1252, which holds both.
        if (charset.ToLowerInvariant() is "iso-8859-1" or "latin1" or "us-ascii" or "ascii")
            return Windows1252;
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(
                    charset, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(
                    charset, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new DocumentRefusedException($"the charset '{charset}' is not known; save the file as UTF-8");
        }
    }

    /// <summary>Text in Windows-1252 has neither control characters nor the five bytes without a meaning.</summary>
    private static void RefuseBinary(ReadOnlySpan<byte> content)
    {
        for (int i = 0; i < content.Length; i++)
        {
            if (content[i] is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 0x0C or 0x1A or 0x1B)
                or 0x7F or 0x81 or 0x8D or 0x8F or 0x90 or 0x9D)
            {
                throw new DocumentRefusedException(
                    $"the file is binary and no text: it is not UTF-8, and byte {i + 1} is 0x{content[i]:X2}");
            }
        }
    }
}
