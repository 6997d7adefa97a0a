using NeuralSearch.Index;

namespace NeuralSearch.Benchmarks.Kernels;

/// <summary>x·y of rows of bytes 0…127 of 255; the library's is of the floats that they stand for.</summary>
public readonly unsafe struct U8RowDot : IKernel
{
    /// <inheritdoc/>
    public static int RowBytes(int dimensions) => CodedRow.Bytes(dimensions);

    /// <inheritdoc/>
    public static void Fill(Span<byte> row, int dimensions, Random random) => CodedRow.Fill(row, dimensions, random);

    /// <inheritdoc/>
    public static float Own(byte* x, byte* y, int dimensions) => ByteDot.Evaluate(x, y, (nuint)dimensions);

    /// <inheritdoc/>
    public static float Library(byte* x, byte* y, int dimensions) =>
        F32Dot.Library(CodedRow.Floats(x, dimensions), CodedRow.Floats(y, dimensions), dimensions);

    /// <inheritdoc/>
    public static float Plain(byte* x, byte* y, int dimensions)
    {
        int sum = 0;
        for (int i = 0; i < dimensions; i++) sum += x[i] * y[i];
        return sum;
    }
}
