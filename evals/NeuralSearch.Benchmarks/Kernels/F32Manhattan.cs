using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using NeuralSearch.Index;

namespace NeuralSearch.Benchmarks.Kernels;

/// <summary>Σ|xᵢ−yᵢ| of float32 rows. The library needs two passes: a difference, then its magnitudes.</summary>
public readonly unsafe struct F32Manhattan : IKernel
{
    private const int MostDimensions = 1536;

    /// <inheritdoc/>
    public static int RowBytes(int dimensions) => FloatRow.Bytes(dimensions);

    /// <inheritdoc/>
    public static void Fill(Span<byte> row, int dimensions, Random random) => FloatRow.Fill(row, dimensions, random);

    /// <inheritdoc/>
    public static float Own(byte* x, byte* y, int dimensions) =>
        ManhattanDistance<Float32, Float32>.Evaluate(x, y, (nuint)dimensions);

    /// <inheritdoc/>
    [SkipLocalsInit]
    public static float Library(byte* x, byte* y, int dimensions)
    {
        Span<float> difference = stackalloc float[MostDimensions];
        difference = difference[..dimensions];
        TensorPrimitives.Subtract(FloatRow.Span(x, dimensions), FloatRow.Span(y, dimensions), difference);
        return TensorPrimitives.SumOfMagnitudes<float>(difference);
    }

    /// <inheritdoc/>
    public static float Plain(byte* x, byte* y, int dimensions)
    {
        float* a = (float*)x;
        float* b = (float*)y;
        float sum = 0;
        for (int i = 0; i < dimensions; i++) sum += MathF.Abs(a[i] - b[i]);
        return sum;
    }
}
