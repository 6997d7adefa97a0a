using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NeuralSearch.Index;

/// <summary>
/// Maps a row to codes: codeᵢ = round((xᵢ − centreᵢ) / step) + 64, clipped to 0…127. Immutable; safe for any threads.
/// </summary>
/// <remarks>
/// <para>One step for all components, one centre for each. Euclidean and Manhattan distance add up absolute errors, so
/// a finer step for a narrow component would be bits spent where they change nothing, and with one step the distance of
/// two codes is the distance of what they stand for, up to a factor, without a weight for each component. A centre
/// costs nothing: it cancels in a difference. (faiss has the same without centres as QT_8bit_uniform.)</para>
/// <para>The step minimises the mean squared error on a sample, clipping against rounding, as Lucene 9.9 does for its
/// int7 codes when it is asked to choose the interval; a few outliers so do not coarsen everything.</para>
/// </remarks>
internal sealed class ScalarQuantizer
{
    private const float Middle = 64;

    /// <summary>Codes on either side of the middle, and the half step that rounds to the last of them.</summary>
    private const double HalfLevels = 63.5;

    /// <summary>Steps whose square or inverse is not a normal float would break the arithmetic of codes.</summary>
    private const double MinStep = 1e-18;

    private const double MaxStep = 1e36;

    private readonly float[] _centers;
    private readonly float _inverseStep;

    /// <param name="centers">float32[d].</param>
    /// <param name="step">How far apart two neighbouring codes are.</param>
    public ScalarQuantizer(float[] centers, double step)
    {
        _centers = centers;
        Step = (float)step;
        _inverseStep = 1 / Step;
    }

    /// <summary>How far apart two neighbouring codes are, in the unit of the components.</summary>
    public float Step { get; }

    /// <summary>float32[d], where the middle code is.</summary>
    public ReadOnlySpan<float> Centers => _centers;

    /// <summary>
    /// A row counts as out of range if clipping costs it more than four times what rounding does: d / 12 in squared
    /// steps, the variance of a uniform error of one step, for d components.
    /// </summary>
    public static bool IsOutOfRange(float clipping, int dimensions) => clipping > 4 * dimensions / 12f;

    /// <summary>Trains on a sample, row-major float32[n, dimensions], n ≥ 1, finite.</summary>
    public static ScalarQuantizer Train(ReadOnlySpan<float> sample, int dimensions)
    {
        Debug.Assert(sample.Length >= dimensions && sample.Length % dimensions == 0);
        var centers = Means(sample, dimensions);
        return new ScalarQuantizer(centers, BestStep(sample, centers));
    }

    /// <summary>Writes the codes of a row; returns its clipping, Σ (how far beyond the last code)² in steps.</summary>
    /// <param name="row">float32[d], finite.</param>
    /// <param name="codes">Receives d codes; what is beyond them, the padding, is set to zero.</param>
    public float Encode(ReadOnlySpan<float> row, Span<byte> codes)
    {
        var clippings = Vector128<float>.Zero;
        var i = 0;
        for (; i + 16 <= row.Length; i += 16)
        {
            var codes16 = Vector128.Narrow(
                Vector128.Narrow(Code(row, i, ref clippings), Code(row, i + 4, ref clippings)),
                Vector128.Narrow(Code(row, i + 8, ref clippings), Code(row, i + 12, ref clippings)));
            codes16.AsByte().CopyTo(codes[i..]);
        }

        var clipping = Vector128.Sum(clippings);
        for (; i < row.Length; i++)
        {
            var position = (row[i] - _centers[i]) * _inverseStep + Middle;
            var inside = MathF.Min(MathF.Max(position, 0), CodeRow.MaxCode);
            var beyond = MathF.Max(MathF.Abs(position - inside) - 0.5f, 0);
            clipping += beyond * beyond;
            codes[i] = (byte)(inside + 0.5f);
        }

        codes[row.Length..].Clear();
        return clipping;
    }

    /// <summary>Writes the difference of a row from the centre, in steps.</summary>
    public void Center(ReadOnlySpan<float> row, Span<float> difference)
    {
        var i = 0;
        for (; i + 4 <= row.Length; i += 4) (Difference(row, i) * _inverseStep).CopyTo(difference[i..]);
        for (; i < row.Length; i++) difference[i] = (row[i] - _centers[i]) * _inverseStep;
    }

    /// <summary>The mean squared error a component of a sample, clipping and rounding, were it encoded.</summary>
    public double MeanSquaredError(ReadOnlySpan<float> sample)
    {
        var codes = new byte[_centers.Length];
        var clipping = 0.0;
        for (var i = 0; i < sample.Length; i += _centers.Length)
            clipping += Encode(sample.Slice(i, _centers.Length), codes);
        return (clipping / sample.Length + 1 / 12.0) * Step * Step;
    }

    private Vector128<float> Difference(ReadOnlySpan<float> row, int start) =>
        Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(row), (nuint)start)
        - Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(_centers), (nuint)start);

    /// <summary>Four codes; adds their clippings.</summary>
    private Vector128<int> Code(ReadOnlySpan<float> row, int start, ref Vector128<float> clippings)
    {
        var position = Difference(row, start) * _inverseStep + Vector128.Create(Middle);
        var inside = Vector128.Clamp(position, Vector128<float>.Zero, Vector128.Create((float)CodeRow.MaxCode));
        var half = Vector128.Create(0.5f);
        var beyond = Vector128.Max(Vector128.Abs(position - inside) - half, Vector128<float>.Zero);
        clippings += beyond * beyond;
        return Vector128.ConvertToInt32(inside + half);
    }

    private static float[] Means(ReadOnlySpan<float> sample, int dimensions)
    {
        var sums = new double[dimensions];
        for (var i = 0; i < sample.Length; i += dimensions)
            for (var j = 0; j < dimensions; j++) sums[j] += sample[i + j];
        var count = sample.Length / dimensions;
        return Array.ConvertAll(sums, sum => (float)(sum / count));
    }

    /// <summary>
    /// The step of least error among those whose range ends at an edge of a bin. Bins are a quarter of an octave: the
    /// exponent and two bits of the mantissa of |x − centre|. Per bin its count, sum and sum of squares give the exact
    /// error of clipping there: Σ (v−h)² = Σv² − 2h·Σv + n·h² over the values beyond h.
    /// </summary>
    private static double BestStep(ReadOnlySpan<float> sample, float[] centers)
    {
        const int BinShift = 21;
        var counts = new double[1 << 10];
        var sums = new double[counts.Length];
        var squares = new double[counts.Length];
        for (var i = 0; i < sample.Length; i += centers.Length)
        {
            for (var j = 0; j < centers.Length; j++)
            {
                var value = MathF.Min(MathF.Abs(sample[i + j] - centers[j]), float.MaxValue);
                var bin = BitConverter.SingleToInt32Bits(value) >> BinShift;
                counts[bin]++;
                sums[bin] += value;
                squares[bin] += (double)value * value;
            }
        }

        double count = 0, sum = 0, square = 0;
        var best = MinStep;
        var least = double.PositiveInfinity;
        for (var bin = counts.Length - 1; bin >= 0; bin--)
        {
            if (counts[bin] == 0) continue;
            var edge = (double)BitConverter.Int32BitsToSingle((bin + 1) << BinShift);
            var range = double.IsFinite(edge) ? edge : float.MaxValue;
            var step = Math.Clamp(range / HalfLevels, MinStep, MaxStep);
            var clipping = Math.Max(0, square - 2 * range * sum + count * range * range);
            var error = clipping + sample.Length * step * step / 12;
            if (error < least) (least, best) = (error, step);
            count += counts[bin];
            sum += sums[bin];
            square += squares[bin];
        }

        return best;
    }
}
