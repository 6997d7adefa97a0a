using System.Numerics.Tensors;
using NeuralSearch.Index;

namespace NeuralSearch.Benchmarks.Kernels;

/// <summary>‖x−y‖² of float32 rows. The library's is its root, one more instruction.</summary>
public readonly unsafe struct F32Euclid : IKernel
{
    /// <inheritdoc/>
    public static int RowBytes(int dimensions) => FloatRow.Bytes(dimensions);

    /// <inheritdoc/>
    public static void Fill(Span<byte> row, int dimensions, Random random) => FloatRow.Fill(row, dimensions, random);

    /// <inheritdoc/>
    public static float Own(byte* x, byte* y, int dimensions) =>
        EuclidSquared<Float32, Float32>.Evaluate(x, y, (nuint)dimensions);

    /// <inheritdoc/>
    public static float Library(byte* x, byte* y, int dimensions) =>
        TensorPrimitives.Distance(FloatRow.Span(x, dimensions), FloatRow.Span(y, dimensions));

    /// <inheritdoc/>
    public static float Plain(byte* x, byte* y, int dimensions)
    {
        float* a = (float*)x;
        float* b = (float*)y;
        float sum = 0;
        for (int i = 0; i < dimensions; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }
}
