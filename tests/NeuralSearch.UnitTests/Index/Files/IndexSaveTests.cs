using NeuralSearch.Index;
using NeuralSearch.UnitTests.Node;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Files;

/// <summary>A save holds what there was when it began, whatever the index does until it is written.</summary>
public sealed class IndexSaveTests : IDisposable
{
    private const int Dimensions = 16;
    private readonly TemporaryFolder _temporary = new();

    private string Folder => Path.Combine(_temporary.Path, "index");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Rows_and_deletes_that_come_after_its_beginning_are_not_in_it()
    {
        var rows = SyntheticRows.Uniform(9_000, Dimensions, seed: 5);
        using var index = new VectorIndex(Dimensions, Metric.Euclid, new HnswOptions { Codes = VectorCodes.U8 });
        foreach (var row in rows[..3_000]) index.Append(row);
        while (index.IndexNext(1_000)) { }
        index.Seal();
        foreach (var row in rows[3_000..5_000]) index.Append(row);
        index.IndexNext(500);
        index.Delete(7);

        using (var save = index.BeginSave())
        {
            foreach (var row in rows[5_000..]) index.Append(row);
            for (var offset = 1_000u; offset < 2_500; offset++) index.Delete(offset);
            while (index.MergeNext(1_000)) { } // a fifth is deleted: the sealed segment is replaced meanwhile
            save.Write(Folder);
        }

        using var opened = VectorIndex.Open(Folder, new HnswOptions { Codes = VectorCodes.U8 });
        Assert.Equal((5_000u, 4_999u), (opened.Count, opened.LiveCount));
        Assert.Equal(1_500u, opened.PendingCount);
        var copy = new float[Dimensions];
        for (var offset = 0u; offset < 5_000; offset++)
        {
            Assert.Equal(offset != 7, opened.TryCopyRow(offset, copy));
            if (offset != 7) Assert.Equal(rows[offset], copy);
        }
    }

    [Fact]
    public void The_indexer_is_refused_until_it_is_disposed_and_goes_on_afterwards()
    {
        using var index = new VectorIndex(Dimensions, Metric.Euclid);
        foreach (var row in SyntheticRows.Uniform(2_000, Dimensions, seed: 6)) index.Append(row);

        using (index.BeginSave()) Assert.Throws<InvalidOperationException>(() => index.IndexNext(1));

        while (index.IndexNext(1_000)) { }
        Assert.Equal(0u, index.PendingCount);
    }

    [Fact]
    public void Every_file_is_handed_over_to_be_synced()
    {
        using var index = new VectorIndex(Dimensions, Metric.Euclid);
        foreach (var row in SyntheticRows.Uniform(100, Dimensions, seed: 7)) index.Append(row);
        var synced = new List<string>();

        using (var save = index.BeginSave()) save.Write(Folder, (_, path) => synced.Add(Path.GetFileName(path)));

        Assert.Equal(Directory.GetFiles(Folder).Select(Path.GetFileName).Order(), synced.Order());
    }
}
