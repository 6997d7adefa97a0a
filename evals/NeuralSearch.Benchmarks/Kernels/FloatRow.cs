using System.Runtime.InteropServices;

namespace NeuralSearch.Benchmarks.Kernels;

/// <summary>A row of float32 in −1…1.</summary>
internal static unsafe class FloatRow
{
    public static int Bytes(int dimensions) => dimensions * sizeof(float);

    public static void Fill(Span<byte> row, int dimensions, Random random)
    {
        foreach (ref float value in MemoryMarshal.Cast<byte, float>(row)[..dimensions])
            value = random.NextSingle() * 2 - 1;
    }

    public static ReadOnlySpan<float> Span(byte* row, int dimensions) => new(row, dimensions);
}
