using System.Globalization;

namespace NeuralSearch.Query.Http;

/// <summary>
/// JSON may escape half of a surrogate pair (<c>"\ud83d"</c>), as browsers do for a text that was cut inside an emoji.
/// UTF-8 and .NET's reader cannot hold that, so the escape is replaced by that of U+FFFD, which is as long: in place,
/// before the document is read.
/// </summary>
internal static class LoneSurrogates
{
    private const int EscapeLength = 6;

    public static void Replace(Span<byte> json)
    {
        // A backslash stands in strings only; \\ is skipped as a pair, so that \\ud800 is seen as text.
        for (var i = json.IndexOf((byte)'\\'); i >= 0 && i + 1 < json.Length;)
        {
            var length = 2;
            if (CodeUnit(json[i..]) is { } unit)
            {
                length = EscapeLength;
                if (CodeUnit(json[(i + EscapeLength)..]) is { } next && char.IsSurrogatePair(unit, next))
                    length = 2 * EscapeLength;
                else if (char.IsSurrogate(unit))
                    "FFFD"u8.CopyTo(json[(i + 2)..]);
            }

            var distance = json[(i + length)..].IndexOf((byte)'\\');
            i = distance < 0 ? -1 : i + length + distance;
        }
    }

    /// <summary>The code unit of an escape \uXXXX that starts here, or null if none does.</summary>
    private static char? CodeUnit(ReadOnlySpan<byte> json) =>
        json.Length >= EscapeLength && json[0] == '\\' && json[1] == 'u'
        && ushort.TryParse(
            json[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
