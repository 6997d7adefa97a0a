namespace NeuralSearch.Evals.Ann.Data;

/// <summary>float32[n, d], row-major, without padding.</summary>
internal sealed class RowMatrix(float[] values, int count, int dimensions)
{
    public int Count => count;

    public int Dimensions => dimensions;

    public Span<float> this[int row] => values.AsSpan(checked(row * dimensions), dimensions);

    public ReadOnlySpan<float> Values => values.AsSpan(0, checked(count * dimensions));

    public static RowMatrix Empty(int count, int dimensions) =>
        new(GC.AllocateUninitializedArray<float>(checked(count * dimensions)), count, dimensions);

    /// <summary>The first rows, or all if there are fewer; the memory is shared.</summary>
    public RowMatrix Take(int rows) => new(values, Math.Min(rows, count), dimensions);

    /// <summary>A copy without the first rows.</summary>
    public RowMatrix Skip(int rows) =>
        new(values.AsSpan(checked(rows * dimensions)..checked(count * dimensions)).ToArray(), count - rows, dimensions);
}
