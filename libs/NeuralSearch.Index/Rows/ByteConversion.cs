using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NeuralSearch.Index;

/// <summary>Float32 components as bytes. A query comes by here in every search, so it is vectorised.</summary>
internal static class ByteConversion
{
    /// <summary>The position of the first of finite components that is no integer 0…255, or −1.</summary>
    public static int IndexOfUnfit(ReadOnlySpan<float> row)
    {
        var i = 0;
        for (; i + 4 <= row.Length; i += 4)
        {
            var components = Load(row, i);
            var fits = Vector128.Equals(Vector128.Floor(components), components)
                & Vector128.GreaterThanOrEqual(components, Vector128<float>.Zero)
                & Vector128.LessThanOrEqual(components, Vector128.Create(255f));
            if (!Vector128.EqualsAll(fits.AsInt32(), Vector128<int>.AllBitsSet)) break;
        }

        for (; i < row.Length; i++)
            if (!(row[i] is >= 0 and <= 255 && MathF.Floor(row[i]) == row[i])) return i;
        return -1;
    }

    /// <summary>Writes integers 0…255 as bytes.</summary>
    public static void Narrow(ReadOnlySpan<float> row, Span<byte> bytes)
    {
        var i = 0;
        for (; i + 16 <= row.Length; i += 16)
        {
            Vector128.Narrow(
                Vector128.Narrow(Integers(row, i), Integers(row, i + 4)),
                Vector128.Narrow(Integers(row, i + 8), Integers(row, i + 12))).AsByte().CopyTo(bytes[i..]);
        }

        for (; i < row.Length; i++) bytes[i] = (byte)row[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Integers(ReadOnlySpan<float> row, int i) => Vector128.ConvertToInt32(Load(row, i));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Load(ReadOnlySpan<float> row, int i) =>
        Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(row), (nuint)i);
}
