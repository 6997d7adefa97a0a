using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index;

/// <summary>Exact answers from the specification of the distances, and how a search compares with them.</summary>
internal static class Oracle
{
    /// <summary>The distances to the query of the rows that pass, in ascending order.</summary>
    public static double[] Distances(Metric metric, float[] query, IReadOnlyList<float[]> rows, Func<uint, bool> passes)
    {
        var distances = new List<double>();
        for (var i = 0; i < rows.Count; i++)
            if (passes((uint)i)) distances.Add(ReferenceDistances.Distance(metric, query, rows[i]));
        distances.Sort();
        return [.. distances];
    }

    /// <summary>
    /// recall@k by distance: the share of min(k, matches) results that are no farther than the true last one, ties and
    /// rounding of the last bits included. Every result must pass and be in order, and none may be missing.
    /// </summary>
    public static double Recall(ReadOnlySpan<Neighbor> results, int k, double[] expected, Func<uint, bool> passes)
    {
        var wanted = Math.Min(k, expected.Length);
        Assert.Equal(wanted, results.Length);
        if (wanted == 0) return 1;

        var threshold = expected[wanted - 1] + 1e-5 * Math.Max(1, Math.Abs(expected[wanted - 1]));
        var near = 0;
        var seen = new HashSet<uint>();
        for (var i = 0; i < results.Length; i++)
        {
            Assert.True(passes(results[i].Offset), $"Result {results[i]} must not be returned.");
            Assert.True(seen.Add(results[i].Offset), $"Result {results[i]} is there twice.");
            if (i > 0) AssertOrdered(results[i - 1], results[i]);
            if (results[i].Distance <= threshold) near++;
        }

        return near / (double)wanted;
    }

    /// <summary>Results stand by distance, then by offset, and so none is there twice in a row.</summary>
    public static void AssertOrdered(Neighbor before, Neighbor after) => Assert.True(
        before.Distance < after.Distance || (before.Distance == after.Distance && before.Offset < after.Offset),
        $"{before} stands before {after}.");
}
