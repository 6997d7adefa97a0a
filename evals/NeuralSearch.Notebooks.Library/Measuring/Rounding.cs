using NeuralSearch.Index;

namespace NeuralSearch.Notebooks.Library;

/// <summary>What is left of rows when each component has few bits: an experiment on numbers, without an index.</summary>
public static class Rounding
{
    // The step between 2^bits values that loses least of a normal variable, in standard deviations (J. Max, "Quantizing
    // for minimum distortion", 1960, table of uniform quantisers).
    private static readonly Dictionary<int, double> Steps = new()
    {
        [1] = 1.596,
        [2] = 0.9957,
        [4] = 0.3352,
        [8] = 0.0308,
    };

    /// <summary>
    /// The rows with every component rounded to the middle of one of 2^bits equal steps around its own mean, the outer
    /// two without end.
    /// </summary>
    /// <param name="rows">float32[n, d].</param>
    /// <param name="bits">1, 2, 4 or 8.</param>
    public static float[][] ToBits(float[][] rows, int bits)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (!Steps.TryGetValue(bits, out double stepInDeviations))
            throw new ArgumentOutOfRangeException(nameof(bits), bits, $"A component takes {string.Join(", ", Steps.Keys)} bits.");
        (float[] mean, float[] deviation) = Moments(rows);
        double outermost = ((1 << bits) - 1) / 2.0;
        return [.. rows.AsParallel().AsOrdered().Select(row => row.Select((value, a) =>
        {
            double step = stepInDeviations * deviation[a];
            if (step == 0) return mean[a];
            double level = Math.Floor((value - mean[a]) / step) + 0.5;
            return (float)(mean[a] + step * Math.Clamp(level, -outermost, outermost));
        }).ToArray())];
    }

    /// <summary>
    /// The share of the true k nearest that are among the nearest <paramref name="candidates"/> by other rows: what is
    /// left to be found when these are ranked anew by the true rows.
    /// </summary>
    public static double RecallAmong(Dataset data, float[][] coded, ExactTruth truth, int candidates)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(coded);
        ArgumentNullException.ThrowIfNull(truth);
        return Enumerable.Range(0, data.Queries.Length).AsParallel().Average(q =>
        {
            float[] distances = [.. coded.Select(row => VectorMath.Distance(Dataset.Distance, data.Queries[q], row))];
            int[] ids = [.. Enumerable.Range(0, coded.Length)];
            Array.Sort(distances, ids);
            return truth.Recall(q, [.. ids.Take(candidates).Select(id => new Hit(id, 0))]);
        });
    }

    private static (float[] Mean, float[] Deviation) Moments(float[][] rows)
    {
        int dimensions = rows[0].Length;
        var (mean, deviation) = (new float[dimensions], new float[dimensions]);
        for (int a = 0; a < dimensions; a++)
        {
            double average = rows.Average(row => (double)row[a]);
            mean[a] = (float)average;
            deviation[a] = (float)Math.Sqrt(rows.Average(row => Math.Pow(row[a] - average, 2)));
        }

        return (mean, deviation);
    }
}
