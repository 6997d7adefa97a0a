using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Index;

namespace NeuralSearch.Evals.Ann.Results;

/// <summary>The share of the true nearest rows that an engine returned, in two definitions.</summary>
/// <param name="ByOverlap">Returned rows that are among the true k by number.</param>
/// <param name="ByDistance">
/// Returned rows that are no farther than the true k-th, ties and the rounding of float32 included (as ann-benchmarks
/// counts): where rows are equal or equally far, no engine is blamed for taking another one than the truth.
/// </param>
internal sealed record Recall(double ByOverlap, double ByDistance)
{
    // Of the distance, or of 1 where it is less: engines add up in other orders than the exact scan.
    private const float Tolerance = 1e-5f;

    /// <summary>
    /// Means over the queries that were answered. A row that is returned twice counts once; one that is missing does
    /// not count; of fewer rows than k, all are wanted.
    /// </summary>
    public static Recall Of(IntMatrix answers, GroundTruth truth, VectorSet set)
    {
        long overlap = 0;
        long near = 0;
        var seen = new HashSet<int>();
        for (int q = 0; q < answers.Count; q++)
        {
            seen.Clear();
            float threshold = Farther(truth.LastDistance[q]);
            ReadOnlySpan<int> expected = truth.Ids[q];
            foreach (int row in answers[q])
            {
                if (row < 0 || !seen.Add(row)) continue;
                if (row >= set.Base.Count)
                    throw new InvalidDataException($"Row {row} was returned; there are {set.Base.Count}.");
                if (expected.Contains(row)) overlap++;
                if (VectorMath.Distance(set.Metric, set.Queries[q], set.Base[row]) <= threshold) near++;
            }
        }

        double wanted = (double)answers.Count * truth.Ids.Width;
        return new Recall(overlap / wanted, Math.Min(near / wanted, 1));
    }

    /// <summary>A distance that is farther only by rounding.</summary>
    public static float Farther(float distance) => distance + Tolerance * Math.Max(1, Math.Abs(distance));

    /// <summary>A distance that is nearer only by rounding.</summary>
    public static float Nearer(float distance) => distance - Tolerance * Math.Max(1, Math.Abs(distance));
}
