using System.Globalization;
using System.Text;
using NeuralSearch.Node.Filters;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Filters;

public sealed class DateTimesTests
{
    [Theory]
    [InlineData("2024-02-29", "2024-02-29T00:00:00Z")]
    [InlineData("2024-2-9", "2024-02-09T00:00:00Z")]
    [InlineData("2024-02-29T12:34", "2024-02-29T12:34:00Z")]
    [InlineData("2024-02-29 12:34", "2024-02-29T12:34:00Z")]
    [InlineData("2024-02-29t12:34:56z", "2024-02-29T12:34:56Z")]
    [InlineData("2024-02-29T12:34:56Z", "2024-02-29T12:34:56Z")]
    [InlineData("2024-02-29T12:34:56.5", "2024-02-29T12:34:56.5Z")]
    [InlineData("2024-02-29T12:34:56.123456Z", "2024-02-29T12:34:56.123456Z")]
    [InlineData("2024-02-29T12:34:56.1234567891234Z", "2024-02-29T12:34:56.123456789Z")]
    [InlineData("2024-02-29T12:34:56+02:00", "2024-02-29T10:34:56Z")]
    [InlineData("2024-02-29T12:34:56-0230", "2024-02-29T15:04:56Z")]
    [InlineData("2024-02-29T12:34:56+02", "2024-02-29T10:34:56Z")]
    [InlineData("2024-02-29 12:34:56 +0200", "2024-02-29T10:34:56Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z")]
    [InlineData("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z")]
    [InlineData("0001-01-01", "0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z")]
    public void A_spelling_is_read_as_the_moment_it_names(string text, string moment)
    {
        Assert.True(DateTimes.TryParse(Encoding.UTF8.GetBytes(text), out Int128 nanoseconds));
        Assert.Equal(Nanoseconds(moment), nanoseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2024")]
    [InlineData("2024-03")]
    [InlineData("2024-13-01")]
    [InlineData("2024-00-01")]
    [InlineData("2023-02-29")]
    [InlineData("1900-02-29")]
    [InlineData("2024-04-31")]
    [InlineData("2024-03-00")]
    [InlineData("24-03-01")]
    [InlineData("20240301")]
    [InlineData("2024-03-01T12")]
    [InlineData("2024-03-01T24:00")]
    [InlineData("2024-03-01T12:60")]
    [InlineData("2024-03-01T12:00:61")]
    [InlineData("2024-03-01T12:00:00.")]
    [InlineData("2024-03-01T12:00:00+2")]
    [InlineData("2024-03-01T12:00:00+24:00")]
    [InlineData("2024-03-01T12:00:00+02:")]
    [InlineData("2024-03-01T12:00:00ZZ")]
    [InlineData("2024-03-01T12:00:00 Z ")]
    [InlineData(" 2024-03-01")]
    [InlineData("2024-03-01 ")]
    [InlineData("2024-03-01Z")]
    [InlineData("Fri, 01 Mar 2024 12:00:00 GMT")]
    [InlineData("now")]
    public void What_is_no_spelling_is_not_read(string text) =>
        Assert.False(DateTimes.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Years_before_the_first_are_earlier_than_it()
    {
        Assert.True(DateTimes.TryParse("-0001-12-31"u8, out Int128 before));
        Assert.True(DateTimes.TryParse("0000-01-01"u8, out Int128 zero));
        Assert.True(DateTimes.TryParse("0001-01-01"u8, out Int128 first));

        Assert.Equal((Int128)86_400 * 1_000_000_000, zero - before);
        Assert.Equal((Int128)366 * 86_400 * 1_000_000_000, first - zero); // year 0 is a leap year
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_moment_is_read_from_every_spelling_of_it(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++)
        {
            // A day from both ends, so that every offset stays within what DateTimeOffset can hold.
            long ticks = random.NextInt64(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay);
            var utc = new DateTimeOffset(ticks, TimeSpan.Zero);
            DateTimeOffset moment = utc.ToOffset(TimeSpan.FromMinutes(random.Next(-14 * 60, 14 * 60 + 1)));
            string[] spellings =
            [
                moment.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture),
                moment.ToString("yyyy-MM-dd HH:mm:ss.fffffff zzz", CultureInfo.InvariantCulture),
                moment.ToString("yyyy-M-d'T'H:m:s.fffffffzzz", CultureInfo.InvariantCulture),
                moment.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture).Remove(30, 1),
                utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture),
                utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
            ];

            foreach (string spelling in spellings)
            {
                bool isRead = DateTimes.TryParse(Encoding.UTF8.GetBytes(spelling), out Int128 nanoseconds);
                Assert.True(isRead && Nanoseconds(utc) == nanoseconds, $"{spelling}, seed {seed}");
            }
        }
    }

    private static Int128 Nanoseconds(DateTimeOffset moment) =>
        (Int128)(moment.Ticks - DateTimeOffset.UnixEpoch.Ticks) * 100;

    private static Int128 Nanoseconds(string moment)
    {
        // DateTimeOffset stops at 100 ns: the last two of nine digits are added.
        int point = moment.IndexOf('.', StringComparison.Ordinal);
        string digits = point < 0 ? "" : moment[(point + 1)..].TrimEnd('Z');
        int rest = digits.Length == 9 ? int.Parse(digits[7..], CultureInfo.InvariantCulture) : 0;
        string rounded = digits.Length == 9 ? moment.Remove(point + 8, 2) : moment;
        return Nanoseconds(DateTimeOffset.Parse(rounded, CultureInfo.InvariantCulture)) + rest;
    }
}
