using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace NeuralSearch.ServiceDefaults.Hosting;

/// <summary>Amounts of bytes as people write them.</summary>
public static class ByteSize
{
    /// <summary>What <see cref="TryParse"/> takes, for messages.</summary>
    public const string Forms = "a number of bytes, or a number with KB, MB, GB, TB (powers of 1000) or KiB, MiB, GiB, "
        + "TiB (powers of 1024), such as 2GB";

    private const string Prefixes = "KMGT";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>Reads <c>2GB</c>, <c>1.5 GiB</c>, <c>500 mb</c>, <c>2000000000</c>; case does not matter.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">The amount, above 0.</param>
    /// <returns>False if it is of another form, 0, or more than 64 bits hold.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out long bytes)
    {
        bytes = 0;
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        int digits = rest.IndexOfAnyExcept(Digits);
        if (digits < 0) digits = rest.Length;
        if (!decimal.TryParse(
                rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            || FactorOf(rest[digits..].TrimStart()) is not { } factor) return false;
        if (number <= 0 || number > long.MaxValue / factor) return false;
        bytes = (long)(number * factor);
        return bytes > 0;
    }

    private static long? FactorOf(ReadOnlySpan<char> unit)
    {
        if (unit.IsEmpty || unit.Equals("B", StringComparison.OrdinalIgnoreCase)) return 1;
        int power = Prefixes.IndexOf(char.ToUpperInvariant(unit[0]), StringComparison.Ordinal) + 1;
        if (power == 0) return null;
        long unitFactor = unit[1..] switch
        {
            var rest when rest.Equals("B", StringComparison.OrdinalIgnoreCase) => 1000,
            var rest when rest.Equals("iB", StringComparison.OrdinalIgnoreCase) => 1024,
            _ => 0,
        };
        return unitFactor == 0 ? null : (long)Math.Pow(unitFactor, power);
    }
}
