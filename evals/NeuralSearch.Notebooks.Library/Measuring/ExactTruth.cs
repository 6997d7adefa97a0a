using NeuralSearch.Index;

namespace NeuralSearch.Notebooks.Library;

/// <summary>
/// The true nearest rows of each query, by comparing it with every row that passes: what an answer is judged by. It is
/// computed from the rows, without an index.
/// </summary>
public sealed class ExactTruth
{
    // Of a distance within [−1, 1]: the engine adds up in another order, on other instruction sets.
    private const float Rounding = 1e-5f;

    private readonly Dataset _data;
    private readonly float[] _farthest; // the distance of the true k-th; +∞ if fewer rows than k pass
    private readonly int[] _wanted;

    private ExactTruth(Dataset data, int k)
    {
        (_data, K) = (data, k);
        _farthest = new float[data.Queries.Length];
        _wanted = new int[data.Queries.Length];
    }

    /// <summary>How many rows each query wants.</summary>
    public int K { get; }

    /// <summary>Compares all queries with all rows. O(queries·rows·d), on all processors.</summary>
    public static ExactTruth Of(Dataset data, int k, PointFilter? filter = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var truth = new ExactTruth(data, k);
        int[] rows = [.. Enumerable.Range(0, data.Rows.Length).Where(row => filter?.Passes(data.Fields[row]) ?? true)];
        Parallel.For(0, data.Queries.Length, q =>
        {
            var distances = new float[rows.Length];
            for (int i = 0; i < rows.Length; i++)
                distances[i] = VectorMath.Distance(Dataset.Distance, data.Queries[q], data.Rows[rows[i]]);
            Array.Sort(distances);
            truth._wanted[q] = Math.Min(k, rows.Length);
            truth._farthest[q] = rows.Length < k ? float.PositiveInfinity : distances[k - 1];
        });
        return truth;
    }

    /// <summary>
    /// recall@k of one answer: the share of the k wanted rows that are no farther than the true k-th. Ties count; a row
    /// that is returned twice counts once; if fewer than k rows pass, all of them are wanted.
    /// </summary>
    public double Recall(int query, IReadOnlyList<Hit> hits)
    {
        ArgumentNullException.ThrowIfNull(hits);
        if (_wanted[query] == 0) return 1;
        int near = hits.Select(hit => hit.Id).Distinct().Count(id => Distance(query, id) <= _farthest[query] + Rounding);
        return Math.Min(1, (double)near / _wanted[query]);
    }

    private float Distance(int query, int row) =>
        VectorMath.Distance(Dataset.Distance, _data.Queries[query], _data.Rows[row]);
}
