using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Index;

namespace NeuralSearch.Evals.Updates;

/// <summary>
/// An index whose rows come, go and come again. It knows which row of the set an offset holds, so that however its rows
/// were changed, the truth is that of the set.
/// </summary>
internal sealed class ChangingIndex(RowMatrix rows, Metric metric) : IDisposable
{
    private const int IndexStep = 1_000;
    private const int MergeStep = 1_000;
    private readonly List<int> _rowOfOffset = [];

    public VectorIndex Index { get; private set; } =
        new(rows.Dimensions, metric, new HnswOptions { Seed = UpdatesOptions.Seed });

    public void Dispose() => Index.Dispose();

    /// <summary>Appends rows, then puts all of them into the graph: a bulk load.</summary>
    public Work Build(int from, int to) => Work.Measure(to - from, () =>
    {
        for (int row = from; row < to; row++) Append(row);
        while (Index.IndexNext(IndexStep))
        {
        }
    });

    /// <summary>Appends rows and puts each into the graph before the next comes.</summary>
    public Work Insert(IReadOnlyCollection<int> inserted) => Work.Measure(inserted.Count, () =>
    {
        foreach (int row in inserted)
        {
            Append(row);
            while (Index.IndexNext(1))
            {
            }
        }
    });

    /// <summary>Deletes a share of the rows, drawn at random.</summary>
    /// <returns>The rows, in the order in which they were drawn.</returns>
    public int[] Delete(double share, int seed)
    {
        uint[] offsets = [.. Enumerable.Range(0, _rowOfOffset.Count).Select(i => (uint)i).Where(Index.Contains)];
        new Random(seed).Shuffle(offsets);
        offsets = offsets[..(int)(offsets.Length * share)];
        foreach (uint offset in offsets) Index.Delete(offset);
        return [.. offsets.Select(offset => _rowOfOffset[(int)offset])];
    }

    /// <summary>Merges what is due until nothing is.</summary>
    public Work Merge() => Work.Measure((int)Index.LiveCount, () =>
    {
        while (Index.MergeNext(MergeStep))
        {
        }

        while (Index.IndexNext(IndexStep))
        {
        }
    });

    /// <summary>Saves the index and goes on with what is read back.</summary>
    public Work Reopen(string folder) => Work.Measure((int)Index.LiveCount, () =>
    {
        Index.Save(folder);
        Index.Dispose();
        Index = VectorIndex.Open(folder, Index.Options);
    });

    /// <summary>Asks every query once.</summary>
    /// <returns>The rows of the set that were found, nearest first, -1 where there is none; CPU µs a query.</returns>
    public (IntMatrix Rows, double CpuUs) Ask(RowMatrix queries, int ef)
    {
        IntMatrix found = IntMatrix.Empty(queries.Count, UpdatesOptions.K);
        var results = new Neighbor[UpdatesOptions.K];
        Work work = Work.Measure(queries.Count, () =>
        {
            for (int q = 0; q < queries.Count; q++)
            {
                int count = Index.Search(queries[q], new SearchRequest { Ef = ef }, results);
                for (int i = 0; i < UpdatesOptions.K; i++)
                    found[q][i] = i < count ? _rowOfOffset[(int)results[i].Offset] : -1;
            }
        });
        return (found, work.CpuUsPerRow);
    }

    private void Append(int row)
    {
        Index.Append(rows[row]);
        _rowOfOffset.Add(row);
    }
}
