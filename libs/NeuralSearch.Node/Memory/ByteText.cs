using System.Globalization;

namespace NeuralSearch.Node.Memory;

/// <summary>Bytes for people: three digits at least, in the units that <c>--memory</c> takes.</summary>
internal static class ByteText
{
    private static readonly string[] Units = ["bytes", "KB", "MB", "GB", "TB"];

    public static string Of(long bytes)
    {
        double value = bytes;
        int unit = 0;
        for (; value >= 1_000 && unit < Units.Length - 1; unit++) value /= 1_000;
        string format = unit == 0 || value >= 100 ? "0" : "0.##";
        return $"{value.ToString(format, CultureInfo.InvariantCulture)} {Units[unit]}";
    }
}
