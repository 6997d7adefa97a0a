using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Results;
using NeuralSearch.Index;

namespace NeuralSearch.Evals.Loading;

/// <summary>
/// Checks after the fact what queries found, against an exact scan of the rows that had been acknowledged when each
/// began: rows are never moved or deleted here, so these are the first of the index.
/// </summary>
internal static class AcknowledgedTruth
{
    public static IReadOnlyList<QuerySample> Check(
        VectorIndex index, RowMatrix queries, IReadOnlyList<QuerySample> samples)
    {
        var isChecked = new QuerySample[samples.Count];
        Parallel.For(0, samples.Count, i => isChecked[i] = samples[i].Found is null
            ? samples[i]
            : samples[i] with { Recall = Recall(index, queries[samples[i].Query], samples[i]) });
        return isChecked;
    }

    /// <summary>
    /// By distance: a row that was appended while the query ran may be found instead of a farther one, and counts.
    /// </summary>
    private static double Recall(VectorIndex index, ReadOnlySpan<float> query, QuerySample sample)
    {
        var acknowledged = new PointBitmap(sample.Acknowledged);
        acknowledged.Fill();
        var truth = new Neighbor[LoadingOptions.K];
        int wanted = index.Search(query, new SearchRequest { Exact = true, Allowed = acknowledged }, truth);
        float threshold = Ann.Results.Recall.Farther(truth[wanted - 1].Distance);
        return Math.Min(1, sample.Found!.Count(found => found.Distance <= threshold) / (double)wanted);
    }
}
