using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Search;

public sealed class SearchAllocationTests
{
    [Theory]
    [InlineData(VectorCodes.Raw, false, false)]
    [InlineData(VectorCodes.U8, false, false)]
    [InlineData(VectorCodes.Bits4, false, false)]
    [InlineData(VectorCodes.Bits1, false, false)]
    [InlineData(VectorCodes.Raw, false, true)]
    [InlineData(VectorCodes.U8, false, true)]
    [InlineData(VectorCodes.Bits4, false, true)]
    [InlineData(VectorCodes.Bits1, false, true)]
    [InlineData(VectorCodes.Raw, true, false)]
    [InlineData(VectorCodes.U8, true, false)]
    [InlineData(VectorCodes.Raw, true, true)]
    [InlineData(VectorCodes.U8, true, true)]
    public void A_search_allocates_nothing_after_warm_up(VectorCodes codes, bool isExact, bool isFiltered)
    {
        var rows = SyntheticRows.Uniform(5_000, 32, seed: 41);
        using var index = new VectorIndex(32, Metric.Euclid, new HnswOptions { Codes = codes });
        foreach (var row in rows) index.Append(row);
        index.IndexNext(4_500);
        PointBitmap? allowed = null;
        if (isFiltered)
        {
            index.Delete(3);
            allowed = new PointBitmap(5_000);
            allowed.Fill();
            allowed.Remove(9);
        }

        var request = new SearchRequest { Exact = isExact, Ef = 40, Allowed = allowed };
        var results = new Neighbor[10];
        SearchAll(index, rows, request, results);

        var before = GC.GetAllocatedBytesForCurrentThread();
        SearchAll(index, rows, request, results);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
    }

    private static void SearchAll(VectorIndex index, float[][] rows, in SearchRequest request, Neighbor[] results)
    {
        for (var i = 0; i < 500; i++) index.Search(rows[i], request, results);
    }
}
