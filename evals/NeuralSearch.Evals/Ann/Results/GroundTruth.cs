using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Index;

namespace NeuralSearch.Evals.Ann.Results;

/// <summary>The true nearest rows of each query, by the engine's exact scan, and how far the last of them is.</summary>
internal sealed class GroundTruth
{
    private GroundTruth(IntMatrix ids, float[] lastDistance)
    {
        Ids = ids;
        LastDistance = lastDistance;
    }

    /// <summary>int32[queries, min(k, rows)], nearest first, equal distances by row number.</summary>
    public IntMatrix Ids { get; }

    /// <summary>The distance of each query to the last of its true nearest, as the engine defines distances.</summary>
    public IReadOnlyList<float> LastDistance { get; }

    public static GroundTruth Compute(VectorSet set, int k)
    {
        using VectorIndex index = IndexOf(set.Base, set.Metric);
        return Compute(index, set.Queries, k, filters: null);
    }

    /// <summary>The rows for an exact scan, in no graph.</summary>
    public static VectorIndex IndexOf(RowMatrix rows, Metric metric)
    {
        var index = new VectorIndex(rows.Dimensions, metric);
        for (int i = 0; i < rows.Count; i++) index.Append(rows[i]);
        return index;
    }

    /// <param name="index">The rows.</param>
    /// <param name="queries">One line of the truth each.</param>
    /// <param name="k">Rows wanted; fewer if fewer may be returned.</param>
    /// <param name="filters">What each query may return, equally many rows each; null for all.</param>
    public static GroundTruth Compute(VectorIndex index, RowMatrix queries, int k, QueryFilters? filters)
    {
        k = (int)Math.Min((uint)k, filters?.Bitmaps[0].Count ?? index.LiveCount);
        IntMatrix ids = IntMatrix.Empty(queries.Count, k);
        float[] last = new float[queries.Count];
        Parallel.For(0, queries.Count, q =>
        {
            var results = new Neighbor[k];
            int found = index.Search(
                queries[q], new SearchRequest { Exact = true, Allowed = filters?.Of(q) }, results);
            if (found != k) throw new InvalidOperationException($"The exact scan found {found} of {k} rows.");
            for (int i = 0; i < k; i++) ids[q][i] = (int)results[i].Offset;
            last[q] = results[k - 1].Distance;
        });
        return new GroundTruth(ids, last);
    }

    /// <summary>
    /// Compares with the truth that came with the data, which must name the same rows up to ties and rounding.
    /// </summary>
    /// <returns>A sentence for the report.</returns>
    /// <exception cref="InvalidDataException">A row is missing that is nearer than the last.</exception>
    public string Check(VectorSet set)
    {
        if (set.GivenTruth is not { } given) return "no truth came with these rows; it is the exact scan's";
        int same = 0;
        for (int q = 0; q < Ids.Count; q++)
        {
            ReadOnlySpan<int> expected = given[q][..Ids.Width];
            if (expected.SequenceEqual(Ids[q]))
            {
                same++;
                continue;
            }

            foreach (int row in expected)
            {
                if (Ids[q].Contains(row)) continue;
                float distance = VectorMath.Distance(set.Metric, set.Queries[q], set.Base[row]);
                if (distance < Recall.Nearer(LastDistance[q]))
                {
                    throw new InvalidDataException(
                        $"{set.Name}, query {q}: the truth that came with the data names row {row} at {distance}, " +
                        $"which the exact scan left out; its last is at {LastDistance[q]}.");
                }
            }
        }

        return $"the exact scan names the rows that came with the data, in the same order for {same} of {Ids.Count} " +
            "queries and but for ties in all";
    }
}
