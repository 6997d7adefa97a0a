namespace NeuralSearch.Index;

/// <summary>
/// The specification of every distance kernel: plain loops over two float32[d] that accumulate in double. Kernels are
/// tested against them; nothing fast calls them.
/// </summary>
/// <remarks>The error of a kernel is bounded by (d + 2)·2⁻²⁴·Σ|termsᵢ|, its terms being those of these sums.</remarks>
public static class ReferenceDistances
{
    /// <summary>Σ xᵢ·yᵢ.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        CheckLengths(x, y);
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++) sum += (double)x[i] * y[i];
        return sum;
    }

    /// <summary>Σ (xᵢ−yᵢ)²; no root is taken.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double EuclidSquared(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        CheckLengths(x, y);
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            var difference = (double)x[i] - y[i];
            sum += difference * difference;
        }

        return sum;
    }

    /// <summary>Σ |xᵢ−yᵢ|.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Manhattan(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        CheckLengths(x, y);
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++) sum += Math.Abs((double)x[i] - y[i]);
        return sum;
    }

    /// <summary>How many components differ.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Hamming(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        CheckLengths(x, y);
        var count = 0;
        for (var i = 0; i < x.Length; i++) count += x[i] != y[i] ? 1 : 0;
        return count;
    }

    /// <summary>The engine's distance, as <see cref="Metric"/> defines it.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Distance(Metric metric, ReadOnlySpan<float> x, ReadOnlySpan<float> y) => metric switch
    {
        Metric.Cosine or Metric.Dot => -Dot(x, y),
        Metric.Euclid => EuclidSquared(x, y),
        Metric.Manhattan => Manhattan(x, y),
        Metric.Hamming => Hamming(x, y),
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "Not a metric of the engine."),
    };

    private static void CheckLengths(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException(
                $"The rows have {x.Length} and {y.Length} components; they must agree.", nameof(y));
        }
    }
}
