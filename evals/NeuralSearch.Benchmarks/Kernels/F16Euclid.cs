using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using NeuralSearch.Index;

namespace NeuralSearch.Benchmarks.Kernels;

/// <summary>‖x−y‖² of a float32 query and a row of halves; the library needs two passes, as it widens one first, and takes a root.</summary>
public readonly unsafe struct F16Euclid : IKernel
{
    private const int MostDimensions = 1536;

    /// <inheritdoc/>
    public static int RowBytes(int dimensions) => HalfRow.Bytes(dimensions);

    /// <inheritdoc/>
    public static void Fill(Span<byte> row, int dimensions, Random random) => HalfRow.Fill(row, dimensions, random);

    /// <inheritdoc/>
    public static float Own(byte* x, byte* y, int dimensions) =>
        EuclidSquared<Float32, Float16>.Evaluate(HalfRow.Floats(x, dimensions), y, (nuint)dimensions);

    /// <inheritdoc/>
    [SkipLocalsInit]
    public static float Library(byte* x, byte* y, int dimensions)
    {
        Span<float> widened = stackalloc float[MostDimensions];
        widened = widened[..dimensions];
        TensorPrimitives.ConvertToSingle(HalfRow.Span(y, dimensions), widened);
        return TensorPrimitives.Distance(FloatRow.Span(HalfRow.Floats(x, dimensions), dimensions), widened);
    }

    /// <inheritdoc/>
    public static float Plain(byte* x, byte* y, int dimensions)
    {
        float* a = (float*)HalfRow.Floats(x, dimensions);
        Half* b = (Half*)y;
        float sum = 0;
        for (int i = 0; i < dimensions; i++) sum += (a[i] - (float)b[i]) * (a[i] - (float)b[i]);
        return sum;
    }
}
