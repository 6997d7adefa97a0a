using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Search;

/// <summary>
/// One writer, one indexer, one merger and readers at the same time, as in a shard that is written to and queried.
/// </summary>
public sealed class ConcurrentSearchTests
{
    private const int Dimensions = 24;
    private const int RowCount = 12_000;
    private const int K = 10;

    /// <summary>
    /// Under codes the rows grow all the while, so that everything is encoded anew again and again under the readers.
    /// </summary>
    [Theory]
    [InlineData(VectorCodes.Raw)]
    [InlineData(VectorCodes.U8)]
    [InlineData(VectorCodes.Bits4)]
    [InlineData(VectorCodes.Bits1)]
    public async Task Readers_see_only_live_rows_in_order_while_rows_come_and_go(VectorCodes codes)
    {
        var rows = SyntheticRows.Clustered(RowCount, Dimensions, clusters: 30, seed: 51);
        for (var i = 0; codes != VectorCodes.Raw && i < RowCount; i++)
            for (var j = 0; j < Dimensions; j++) rows[i][j] *= 1 + i / 500f;
        var queries = SyntheticRows.Clustered(50, Dimensions, clusters: 30, seed: 52);
        using var index = new VectorIndex(Dimensions, Metric.Euclid, new HnswOptions { Codes = codes });
        var deletes = new DeleteLog(RowCount);
        using var done = new CancellationTokenSource();

        var writer = Task.Run(() => Write(index, rows, deletes), TestContext.Current.CancellationToken);
        var indexer = Task.Run(() => IndexUntil(index, writer), TestContext.Current.CancellationToken);
        var merger = Task.Run(() => MergeUntil(index, indexer), TestContext.Current.CancellationToken);
        var readers = Enumerable.Range(0, 2)
            .Select(i => Task.Run(() => Read(index, rows, queries, deletes, i, done.Token))).ToArray();
        await writer;
        await indexer;
        var merges = await merger;
        await done.CancelAsync();
        var graphSearches = await Task.WhenAll(readers);

        Assert.True(merges > 0);
        Assert.InRange(index.SegmentCount, 1, 3);
        Assert.True(graphSearches.Sum() > 0);
        Assert.Equal((uint)RowCount, index.IndexedCount);
        Assert.Equal((uint)(RowCount - deletes.Completed), index.LiveCount);
        AssertRecall(index, rows, queries);
    }

    private static void Write(VectorIndex index, float[][] rows, DeleteLog deletes)
    {
        var random = new Random(53);
        for (var i = 0; i < rows.Length; i++)
        {
            index.Append(rows[i]);
            if (i % 5_000 == 4_999) index.Seal();
            if (i < 100 || i % 3 != 0) continue;
            var offset = (uint)random.Next(i);
            if (!index.Contains(offset)) continue;
            index.Delete(offset);
            deletes.Add(offset);
        }
    }

    private static void IndexUntil(VectorIndex index, Task writer)
    {
        var isLast = false;
        while (!isLast)
        {
            isLast = writer.IsCompleted;
            while (index.IndexNext(64)) { }
        }
    }

    private static int MergeUntil(VectorIndex index, Task indexer)
    {
        var merges = 0;
        var isLast = false;
        while (!isLast)
        {
            isLast = indexer.IsCompleted;
            for (var isMerging = index.MergeNext(32); isMerging; merges++) isMerging = index.MergeNext(32);
        }

        return merges;
    }

    private static int Read(VectorIndex index, float[][] rows, float[][] queries, DeleteLog deletes, int reader,
        CancellationToken done)
    {
        var results = new Neighbor[K];
        var graphSearches = 0;
        for (var i = reader; !done.IsCancellationRequested; i++)
        {
            var query = queries[i % queries.Length];
            var deletedBefore = deletes.Completed;
            var liveBefore = index.LiveCount;
            var found = index.Search(query, new SearchRequest { Ef = 32 }, results, out var statistics);

            // A third of the rows go again, so at least k are always there once the first hundred are.
            if (liveBefore >= 100) Assert.Equal(K, found);
            for (var j = 0; j < found; j++)
            {
                Assert.True(results[j].Offset < index.Count);
                var wasDeleted = deletes.WasAmongFirst(results[j].Offset, deletedBefore);
                Assert.False(wasDeleted, $"Row {results[j].Offset} was deleted before the search.");
                Assert.Equal(VectorMath.Distance(Metric.Euclid, query, rows[results[j].Offset]), results[j].Distance);
                if (j > 0) Oracle.AssertOrdered(results[j - 1], results[j]);
            }

            if (statistics.Plan == SearchPlan.Graph) graphSearches++;
        }

        return graphSearches;
    }

    private static void AssertRecall(VectorIndex index, float[][] rows, float[][] queries)
    {
        var recall = 0.0;
        var results = new Neighbor[K];
        foreach (var query in queries)
        {
            var found = index.Search(query, new SearchRequest { Ef = 64 }, results);
            var expected = Oracle.Distances(Metric.Euclid, query, rows, index.Contains);
            recall += Oracle.Recall(results.AsSpan(0, found), K, expected, index.Contains) / queries.Length;
        }

        Assert.True(recall >= 0.97, $"recall@{K} afterwards is {recall:F4}.");
    }

    /// <summary>The order in which deletes returned; written by the writer alone.</summary>
    private sealed class DeleteLog(int count)
    {
        private readonly int[] _sequence = new int[count];
        private int _completed;

        public int Completed => Volatile.Read(ref _completed);

        public void Add(uint offset)
        {
            Volatile.Write(ref _sequence[offset], _completed + 1);
            Volatile.Write(ref _completed, _completed + 1);
        }

        public bool WasAmongFirst(uint offset, int completed)
        {
            var sequence = Volatile.Read(ref _sequence[offset]);
            return sequence != 0 && sequence <= completed;
        }
    }
}
