using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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

    /// <summary>
    /// The Euclidean length of a row, accumulated in double: finite if and only if all components are.
    /// </summary>
    public static double Length(ReadOnlySpan<float> row)
    {
        ref var first = ref MemoryMarshal.GetReference(row);
        var sum0 = Vector256<double>.Zero;
        var sum1 = Vector256<double>.Zero;
        var i = 0;
        for (; i + 8 <= row.Length; i += 8)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref first, (nuint)i));
            sum0 = Vector256.MultiplyAddEstimate(low, low, sum0);
            sum1 = Vector256.MultiplyAddEstimate(high, high, sum1);
        }

        var sum = Vector256.Sum(sum0 + sum1);
        for (; i < row.Length; i++) sum += (double)row[i] * row[i];
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
                Metric.Hamming => (float)ReferenceDistances.Hamming(x, y),
                _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "Not a metric of the engine."),
            };
        }
    }
}
