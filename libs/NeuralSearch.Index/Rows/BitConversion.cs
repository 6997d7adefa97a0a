using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NeuralSearch.Index;

/// <summary>Float32 components as bits. A query comes by here in every search, so it is vectorised.</summary>
internal static class BitConversion
{
    /// <summary>The position of the first component that is neither 0 nor 1, or −1.</summary>
    public static int IndexOfUnfit(ReadOnlySpan<float> row)
    {
        var i = 0;
        for (; i + 4 <= row.Length; i += 4)
        {
            var components = Load(row, i);
            var fits = Vector128.Equals(components, Vector128<float>.Zero)
                | Vector128.Equals(components, Vector128<float>.One);
            if (!Vector128.EqualsAll(fits.AsInt32(), Vector128<int>.AllBitsSet)) break;
        }

        for (; i < row.Length; i++)
            if (row[i] is not (0 or 1)) return i;
        return -1;
    }

    /// <summary>Sets bit j % 8 of byte j / 8 where component j is not 0; all are 0 before.</summary>
    public static void Pack(ReadOnlySpan<float> row, Span<byte> bits)
    {
        var i = 0;
        for (; i + 8 <= row.Length; i += 8)
        {
            var low = Vector128.Equals(Load(row, i), Vector128<float>.Zero).ExtractMostSignificantBits();
            var high = Vector128.Equals(Load(row, i + 4), Vector128<float>.Zero).ExtractMostSignificantBits();
            bits[i / 8] = (byte)~(low | high << 4);
        }

        for (; i < row.Length; i++)
            if (row[i] != 0) bits[i / 8] |= (byte)(1 << (i % 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Load(ReadOnlySpan<float> row, int i) =>
        Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(row), (nuint)i);
}
