using System.Runtime.InteropServices;
using NeuralSearch.Index;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Search;

public sealed class GloveRecallTests
{
    private const int RowCount = 10_000;
    private const int QueryCount = 100;

    [Theory]
    [InlineData(VectorCodes.Raw)]
    [InlineData(VectorCodes.U8)]
    [InlineData(VectorCodes.Bits4)]
    [InlineData(VectorCodes.Bits1)]
    public void Word_vectors_are_found_at_the_default_beam(VectorCodes codes)
    {
        var folder = Repository.SharedMaterial("data", "vectors", "glove-100-cos");
        Assert.SkipUnless(
            Directory.Exists(folder), "The shared word vectors (../shared/data/vectors/glove-100-cos) are absent.");
        var rows = Read(Path.Combine(folder, "base.fbin"), RowCount);
        var queries = Read(Path.Combine(folder, "query.fbin"), QueryCount);
        using var index = new VectorIndex(100, Metric.Cosine, new HnswOptions { Codes = codes });
        foreach (var row in rows) index.Append(row);
        while (index.IndexNext(1_000)) { }

        var recall = 0.0;
        var results = new Neighbor[10];
        foreach (var query in queries)
        {
            var found = index.Search(query, default, results, out var statistics);
            var expected = Oracle.Distances(Metric.Cosine, query, rows, index.Contains);
            recall += Oracle.Recall(results.AsSpan(0, found), 10, expected, index.Contains) / QueryCount;
            Assert.Equal(SearchPlan.Graph, statistics.Plan);
        }

        Assert.True(recall >= 0.98, $"recall@10 is {recall:F4}.");
    }

    /// <summary>The first rows of an .fbin file (int32 n, int32 d, float32 rows), normalised.</summary>
    private static float[][] Read(string path, int count)
    {
        using var file = File.OpenRead(path);
        var header = new int[2];
        file.ReadExactly(MemoryMarshal.AsBytes(header.AsSpan()));
        var rows = new float[Math.Min(count, header[0])][];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new float[header[1]];
            file.ReadExactly(MemoryMarshal.AsBytes(rows[i].AsSpan()));
        }

        return SyntheticRows.Normalized(rows);
    }
}
