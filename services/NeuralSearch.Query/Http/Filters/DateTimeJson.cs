using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace NeuralSearch.Query.Http.Filters;

/// <summary>
/// A point in time: RFC 3339, or with a space for the T, without seconds, without an offset (then UTC), or a day alone.
/// </summary>
internal static class DateTimeJson
{
    private static readonly string[] Formats =
    [
        .. from day in new[] { "yyyy-MM-dd'T'", "yyyy-MM-dd't'", "yyyy-MM-dd " }
           from time in new[] { "HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFFF" }
           from offset in new[] { "", "zzz", "'Z'", "'z'" }
           select day + time + offset,
        "yyyy-MM-dd",
    ];

    public static Timestamp? Read(JsonCursor? json)
    {
        if (json is not { } at || at.Text() is not { } text) return null;

        if (DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return Timestamp.FromDateTimeOffset(time);

        at.Fail(
            "is no date; expected such as \"1999-12-31\", \"1999-12-31T23:59:59Z\" or \"1999-12-31 23:59:59.5+01:00\"");
        return null;
    }
}
