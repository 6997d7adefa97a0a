using NeuralSearch.Index;

namespace NeuralSearch.Benchmarks.Kernels;

/// <summary>Σ|xᵢ−yᵢ| of 8-bit codes; the library's is of the floats that they stand for.</summary>
public readonly unsafe struct U8Manhattan : IKernel
{
    /// <inheritdoc/>
    public static int RowBytes(int dimensions) => CodedRow.Bytes(dimensions);

    /// <inheritdoc/>
    public static void Fill(Span<byte> row, int dimensions, Random random) => CodedRow.Fill(row, dimensions, random);

    /// <inheritdoc/>
    public static float Own(byte* x, byte* y, int dimensions) =>
        CodeKernels.AbsoluteDifferences(x, y, (nuint)CodedRow.CodeBytes(dimensions));

    /// <inheritdoc/>
    public static float Library(byte* x, byte* y, int dimensions) =>
        F32Manhattan.Library(CodedRow.Floats(x, dimensions), CodedRow.Floats(y, dimensions), dimensions);

    /// <inheritdoc/>
    public static float Plain(byte* x, byte* y, int dimensions)
    {
        int sum = 0;
        for (int i = 0; i < dimensions; i++) sum += Math.Abs(x[i] - y[i]);
        return sum;
    }
}
