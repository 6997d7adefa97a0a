using System.Runtime.InteropServices;

namespace NeuralSearch.Index;

/// <summary>What a row of float32 becomes when it is stored, and back.</summary>
internal static class RowConversion
{
    private const int LineBytes = 64;

    /// <summary>Bytes of the components of a stored row.</summary>
    public static nuint UsedBytes(RowType type, int dimensions) =>
        (nuint)dimensions * (nuint)(type == RowType.Float32 ? sizeof(float) : sizeof(ushort));

    /// <summary>Bytes from one stored row to the next: up to the next cache line.</summary>
    public static nuint Bytes(RowType type, int dimensions) =>
        (UsedBytes(type, dimensions) + LineBytes - 1) / LineBytes * LineBytes;

    /// <summary>The position of the first of finite components that cannot be stored, or −1.</summary>
    public static int IndexOfUnfit(RowType type, ReadOnlySpan<float> row)
    {
        if (type == RowType.Float32) return -1;
        var largest = (float)Half.MaxValue;
        for (var i = 0; i < row.Length; i++)
            if (MathF.Abs(row[i]) > largest) return i;
        return -1;
    }

    /// <summary>What components can be stored, for a message.</summary>
    public static string Allowed(RowType type) => type switch
    {
        RowType.Float16 => "−65504…65504",
        _ => "all that are finite",
    };

    /// <summary>Stores a row that fits.</summary>
    public static void Store(RowType type, ReadOnlySpan<float> row, Span<byte> stored)
    {
        if (type == RowType.Float32)
        {
            MemoryMarshal.AsBytes(row).CopyTo(stored);
            return;
        }

        var halves = MemoryMarshal.Cast<byte, Half>(stored);
        for (var i = 0; i < row.Length; i++) halves[i] = (Half)row[i];
    }

    /// <summary>Whether all components of a stored row are 0 or −0.</summary>
    public static bool IsZero(RowType type, ReadOnlySpan<byte> stored) => type == RowType.Float32
        ? !MemoryMarshal.Cast<byte, float>(stored).ContainsAnyExcept(0f)
        : !MemoryMarshal.Cast<byte, Half>(stored).ContainsAnyExcept(Half.Zero);

    /// <summary>Gives back what is stored.</summary>
    public static void Load(RowType type, ReadOnlySpan<byte> stored, Span<float> row)
    {
        if (type == RowType.Float32)
        {
            MemoryMarshal.Cast<byte, float>(stored)[..row.Length].CopyTo(row);
            return;
        }

        var halves = MemoryMarshal.Cast<byte, Half>(stored);
        for (var i = 0; i < row.Length; i++) row[i] = (float)halves[i];
    }
}
