using System.Runtime.InteropServices;

namespace NeuralSearch.Benchmarks.Kernels;

/// <summary>
/// A row of halves in −1…1, followed by the float32 row that it stands for: that is the query's side of a distance, and
/// room for the library, which has no distance of a float and a half and must widen one first.
/// </summary>
internal static unsafe class HalfRow
{
    public static int Bytes(int dimensions) => HalfBytes(dimensions) + FloatRow.Bytes(dimensions);

    public static void Fill(Span<byte> row, int dimensions, Random random)
    {
        Span<Half> halves = MemoryMarshal.Cast<byte, Half>(row)[..dimensions];
        Span<float> floats = MemoryMarshal.Cast<byte, float>(row[HalfBytes(dimensions)..])[..dimensions];
        for (int i = 0; i < dimensions; i++)
        {
            halves[i] = (Half)(random.NextSingle() * 2 - 1);
            floats[i] = (float)halves[i];
        }
    }

    public static byte* Floats(byte* row, int dimensions) => row + HalfBytes(dimensions);

    public static ReadOnlySpan<Half> Span(byte* row, int dimensions) => new(row, dimensions);

    private static int HalfBytes(int dimensions) => (dimensions * sizeof(ushort) + 63) / 64 * 64;
}
