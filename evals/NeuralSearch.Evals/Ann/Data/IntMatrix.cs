namespace NeuralSearch.Evals.Ann.Data;

/// <summary>int32[n, k]: row numbers, nearest first; -1 where there is none.</summary>
internal sealed class IntMatrix(int[] values, int count, int width)
{
    public int Count => count;

    public int Width => width;

    public Span<int> this[int row] => values.AsSpan(checked(row * width), width);

    public static IntMatrix Empty(int count, int width) => new(new int[checked(count * width)], count, width);
}
