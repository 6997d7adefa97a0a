using System.Numerics.Tensors;
using NeuralSearch.Index;

namespace NeuralSearch.Benchmarks.Kernels;

/// <summary>Bits in which two rows of bits differ.</summary>
public readonly unsafe struct BitHamming : IKernel
{
    /// <inheritdoc/>
    public static int RowBytes(int dimensions) => (int)BitKernels.Bytes((nuint)dimensions);

    /// <inheritdoc/>
    public static void Fill(Span<byte> row, int dimensions, Random random)
    {
        row.Clear();
        for (int i = 0; i < dimensions; i++) row[i / 8] |= (byte)(random.Next(2) << (i % 8));
    }

    /// <inheritdoc/>
    public static float Own(byte* x, byte* y, int dimensions) => HammingDistance.Evaluate(x, y, (nuint)dimensions);

    /// <inheritdoc/>
    public static float Library(byte* x, byte* y, int dimensions) => TensorPrimitives.HammingBitDistance<byte>(
        new ReadOnlySpan<byte>(x, RowBytes(dimensions)), new ReadOnlySpan<byte>(y, RowBytes(dimensions)));

    /// <inheritdoc/>
    public static float Plain(byte* x, byte* y, int dimensions)
    {
        int sum = 0;
        for (int i = 0; i < dimensions; i++) sum += (x[i / 8] ^ y[i / 8]) >> (i % 8) & 1;
        return sum;
    }
}
