using System.Buffers.Text;
using Google.Protobuf.WellKnownTypes;

namespace NeuralSearch.Node.Filters;

/// <summary>
/// Date-times as payloads spell them: RFC 3339 and its relatives,
/// <c>YYYY-MM-DD[(T| )HH:MM[:SS[.fraction]]][offset]</c>, one or two digits per part, offset <c>Z</c>, <c>±HH</c>,
/// <c>±HHMM</c> or <c>±HH:MM</c>, absent meaning UTC.
/// </summary>
internal static class DateTimes
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    public static Int128? Nanoseconds(Timestamp? timestamp) =>
        timestamp is null ? null : (Int128)timestamp.Seconds * NanosecondsPerSecond + timestamp.Nanos;

    /// <summary>Nanoseconds since 1970-01-01T00:00:00Z of a UTF-8 text; false when it is no date-time.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Int128 nanoseconds)
    {
        nanoseconds = 0;
        bool beforeChrist = Skip(ref text, '-');
        if (!Number(ref text, 4, 4, out int year) || !Skip(ref text, '-')
            || !Number(ref text, 1, 2, out int month) || !Skip(ref text, '-')
            || !Number(ref text, 1, 2, out int day)) return false;
        if (beforeChrist) year = -year;
        if (month is < 1 or > 12 || day < 1 || day > DaysInMonth(year, month)) return false;

        long seconds = DaysFromEpoch(year, month, day) * 86_400;
        long fraction = 0;
        if (!text.IsEmpty)
        {
            if (!TryParseTime(ref text, out int timeSeconds, out fraction)) return false;
            if (!TryParseOffset(text, out int offsetSeconds)) return false;
            seconds += timeSeconds - offsetSeconds;
        }

        nanoseconds = (Int128)seconds * NanosecondsPerSecond + fraction;
        return true;
    }

    private static bool TryParseTime(ref ReadOnlySpan<byte> text, out int seconds, out long fraction)
    {
        seconds = 0;
        fraction = 0;
        if (!Skip(ref text, 'T') && !Skip(ref text, 't') && !Skip(ref text, ' ')) return false;
        if (!Number(ref text, 1, 2, out int hour) || hour > 23 || !Skip(ref text, ':')) return false;
        if (!Number(ref text, 1, 2, out int minute) || minute > 59) return false;
        int second = 0;
        if (Skip(ref text, ':'))
        {
            // A leap second is written 60 and counts as the next minute's first.
            if (!Number(ref text, 1, 2, out second) || second > 60) return false;
            if (Skip(ref text, '.') && !Fraction(ref text, out fraction)) return false;
        }

        seconds = hour * 3_600 + minute * 60 + second;
        return true;
    }

    private static bool TryParseOffset(ReadOnlySpan<byte> text, out int seconds)
    {
        seconds = 0;
        if (text.IsEmpty) return true;
        if (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z') return true;
        Skip(ref text, ' ');
        int sign = Skip(ref text, '+') ? 1 : Skip(ref text, '-') ? -1 : 0;
        if (sign == 0 || !Number(ref text, 2, 2, out int hours) || hours > 23) return false;
        int minutes = 0;
        bool colon = Skip(ref text, ':');
        if ((colon || !text.IsEmpty) && (!Number(ref text, 2, 2, out minutes) || minutes > 59)) return false;
        seconds = sign * (hours * 3_600 + minutes * 60);
        return text.IsEmpty;
    }

    private static bool Skip(ref ReadOnlySpan<byte> text, char character)
    {
        if (text.IsEmpty || text[0] != character) return false;
        text = text[1..];
        return true;
    }

    private static bool Number(ref ReadOnlySpan<byte> text, int minDigits, int maxDigits, out int value)
    {
        int digits = 0;
        while (digits < maxDigits && digits < text.Length && text[digits] is >= (byte)'0' and <= (byte)'9') digits++;
        bool isNumber = Utf8Parser.TryParse(text[..digits], out value, out _) && digits >= minDigits;
        text = text[digits..];
        return isNumber;
    }

    private static bool Fraction(ref ReadOnlySpan<byte> text, out long nanoseconds)
    {
        nanoseconds = 0;
        int digits = 0;
        long scale = NanosecondsPerSecond;
        for (; digits < text.Length && text[digits] is >= (byte)'0' and <= (byte)'9'; digits++)
        {
            scale /= 10;
            nanoseconds += (text[digits] - '0') * scale;
        }

        text = text[digits..];
        return digits > 0;
    }

    private static int DaysInMonth(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    /// <summary>
    /// Days between 1970-01-01 and a date of the proleptic Gregorian calendar; years may be negative.
    /// </summary>
    private static long DaysFromEpoch(int year, int month, int day)
    {
        // Count from March, so that the leap day is a year's last; 400 years have 146 097 days.
        long shifted = month <= 2 ? year - 1 : year;
        long era = Math.DivRem(shifted >= 0 ? shifted : shifted - 399, 400).Quotient;
        long yearOfEra = shifted - era * 400;
        long dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097 + dayOfEra - 719_468;
    }
}
