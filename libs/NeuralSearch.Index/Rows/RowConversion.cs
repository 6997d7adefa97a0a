using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NeuralSearch.Index;

/// <summary>What a row of float32 becomes when it is stored, and back.</summary>
internal static class RowConversion
{
    private const int LineBytes = 64;

    /// <summary>Bytes of the components of a stored row.</summary>
    public static nuint UsedBytes(RowType type, int dimensions) => type switch
    {
        RowType.Float32 => (nuint)dimensions * sizeof(float),
        RowType.Float16 => (nuint)dimensions * sizeof(ushort),
        RowType.UInt8 => (nuint)dimensions,
        _ => ((nuint)dimensions + 7) / 8,
    };

    /// <summary>
    /// Bytes from one stored row to the next: up to the next cache line. Rows of bits are short, so they take half a
    /// line or less where that keeps them in as few lines.
    /// </summary>
    public static nuint Bytes(RowType type, int dimensions)
    {
        var used = UsedBytes(type, dimensions);
        var unit = type != RowType.Bits ? (nuint)LineBytes : used <= 8 ? 8u : used <= 16 ? 16u : 32u;
        return (used + unit - 1) / unit * unit;
    }

    /// <summary>What components can be stored, for a message.</summary>
    public static string Allowed(RowType type) => type switch
    {
        RowType.Float16 => "−65504…65504",
        RowType.UInt8 => "integers 0…255",
        RowType.Bits => "0 and 1",
        _ => "all that are finite",
    };

    /// <summary>The position of the first of finite components that cannot be stored, or −1.</summary>
    public static int IndexOfUnfit(RowType type, ReadOnlySpan<float> row) => type switch
    {
        RowType.Float32 => -1,
        RowType.Float16 => row.IndexOfAnyExceptInRange(-(float)Half.MaxValue, (float)Half.MaxValue),
        RowType.UInt8 => ByteConversion.IndexOfUnfit(row),
        _ => BitConversion.IndexOfUnfit(row),
    };

    /// <summary>Stores a row that fits, and zeros behind it where kernels read them.</summary>
    /// <param name="type">How.</param>
    /// <param name="row">float32[d].</param>
    /// <param name="stored">All of its record.</param>
    public static void Store(RowType type, ReadOnlySpan<float> row, Span<byte> stored)
    {
        switch (type)
        {
            case RowType.Float32:
                MemoryMarshal.AsBytes(row).CopyTo(stored);
                break;
            case RowType.Float16:
                var halves = MemoryMarshal.Cast<byte, Half>(stored);
                for (var i = 0; i < row.Length; i++) halves[i] = (Half)row[i];
                break;
            case RowType.UInt8:
                ByteConversion.Narrow(row, stored);
                stored[row.Length..].Clear();
                break;
            default:
                stored.Clear();
                BitConversion.Pack(row, stored);
                break;
        }
    }

    /// <summary>Gives back what is stored.</summary>
    public static void Load(RowType type, ReadOnlySpan<byte> stored, Span<float> row)
    {
        switch (type)
        {
            case RowType.Float32:
                MemoryMarshal.Cast<byte, float>(stored)[..row.Length].CopyTo(row);
                break;
            case RowType.Float16:
                Widen(stored, row);
                break;
            case RowType.UInt8:
                for (var i = 0; i < row.Length; i++) row[i] = stored[i];
                break;
            default:
                for (var i = 0; i < row.Length; i++) row[i] = stored[i / 8] >> (i % 8) & 1;
                break;
        }
    }

    private static unsafe void Widen(ReadOnlySpan<byte> halves, Span<float> row)
    {
        fixed (byte* stored = halves)
        {
            var i = 0;
            for (; i + 4 <= row.Length; i += 4) Float16.Load128(stored, (nuint)i).CopyTo(row[i..]);
            for (; i < row.Length; i++) row[i] = Float16.Load(stored, (nuint)i);
        }
    }

    /// <summary>Whether all components of a stored row are 0 or −0.</summary>
    public static bool IsZero(RowType type, ReadOnlySpan<byte> stored) => type switch
    {
        RowType.Float32 => !MemoryMarshal.Cast<byte, float>(stored).ContainsAnyExcept(0f),
        RowType.Float16 => !MemoryMarshal.Cast<byte, Half>(stored).ContainsAnyExcept(Half.Zero),
        _ => !stored.ContainsAnyExcept((byte)0),
    };
}
