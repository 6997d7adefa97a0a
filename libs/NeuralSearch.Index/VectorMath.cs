namespace NeuralSearch.Index;

/// <summary>Operations on single rows that a caller of the index needs before and after it.</summary>
public static class VectorMath
{
    /// <summary>
    /// Scales a row to unit Euclidean length in place. A zero row is left as it is. The norm is accumulated in double,
    /// so neither tiny nor huge finite values under- or overflow.
    /// </summary>
    /// <returns>False if the row is zero and so has no direction.</returns>
    public static bool Normalize(Span<float> row)
    {
        var sum = 0.0;
        foreach (var value in row) sum += (double)value * value;
        if (sum == 0) return false;

        var scale = 1 / Math.Sqrt(sum);
        for (var i = 0; i < row.Length; i++) row[i] = (float)(row[i] * scale);
        return true;
    }

    /// <summary>The Euclidean length of a row, accumulated in double.</summary>
    public static double Length(ReadOnlySpan<float> row)
    {
        var sum = 0.0;
        foreach (var value in row) sum += (double)value * value;
        return Math.Sqrt(sum);
    }

    /// <summary>The position of the first component that is NaN or infinite, or −1.</summary>
    public static int IndexOfNonFinite(ReadOnlySpan<float> row)
    {
        for (var i = 0; i < row.Length; i++)
            if (!float.IsFinite(row[i])) return i;
        return -1;
    }

    /// <summary>The engine's distance of two float32[d], as <see cref="Metric"/> defines it.</summary>
    /// <remarks>
    /// NaN in, NaN out. Within (d + 2)·2⁻²⁴·Σ|termsᵢ| of <see cref="ReferenceDistances"/>; the last bits depend on the
    /// instruction set.
    /// </remarks>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static unsafe float Distance(Metric metric, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException(
                $"The rows have {x.Length} and {y.Length} components; they must agree.", nameof(y));
        }

        fixed (float* xs = x, ys = y)
        {
            var length = (nuint)x.Length;
            return metric switch
            {
                Metric.Cosine or Metric.Dot => NegatedDot<Float32, Float32>.Evaluate(xs, ys, length),
                Metric.Euclid => EuclidSquared<Float32, Float32>.Evaluate(xs, ys, length),
                Metric.Manhattan => ManhattanDistance<Float32, Float32>.Evaluate(xs, ys, length),
                _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "Not a metric of the engine."),
            };
        }
    }
}
