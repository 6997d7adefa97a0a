using NeuralSearch.Index;
using NeuralSearch.UnitTests.Index.Memory;
using NeuralSearch.UnitTests.Node;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Files;

/// <summary>An index that is saved and opened again is the same index, or says what is wrong with the files.</summary>
/// <remarks>One of them counts the native memory of the process, so nothing runs beside them.</remarks>
[Collection(nameof(IndexMemoryTests))]
public sealed class SaveTests : IDisposable
{
    private const int Dimensions = 24;
    private const int K = 10;
    private readonly TemporaryFolder _temporary = new();

    private string Folder => Path.Combine(_temporary.Path, "index");

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(VectorCodes.Raw, Metric.Euclid, RowPlacement.Memory)]
    [InlineData(VectorCodes.Raw, Metric.Manhattan, RowPlacement.Mapped)]
    [InlineData(VectorCodes.U8, Metric.Cosine, RowPlacement.Memory)]
    [InlineData(VectorCodes.U8, Metric.Euclid, RowPlacement.Mapped)]
    [InlineData(VectorCodes.Bits4, Metric.Euclid, RowPlacement.Mapped)]
    [InlineData(VectorCodes.Raw, Metric.Dot, RowPlacement.Mapped)]
    public void An_opened_index_gives_the_same_answers_and_goes_on(
        VectorCodes codes, Metric metric, RowPlacement placement)
    {
        var options = new HnswOptions { Codes = codes, M = 12, Seed = 5 };
        var rows = Rows(metric, 7_000, seed: 131);
        using var before = new VectorIndex(Dimensions, metric, options);
        Fill(before, rows[..6_000]);
        before.Save(Folder);

        using var index = VectorIndex.Open(Folder, new HnswOptions { Codes = codes, M = 12 }, placement);

        Assert.Equal((before.Count, before.LiveCount), (index.Count, index.LiveCount));
        Assert.Equal((before.PendingCount, before.StoredCount), (index.PendingCount, index.StoredCount));
        Assert.Equal((metric, codes, 5), (index.Metric, index.Codes, index.Options.Seed));
        AssertSameAnswers(before, index, metric);

        foreach (var row in rows[6_000..]) index.Append(row);
        index.Delete(10);
        while (index.IndexNext(1_000)) { }
        while (index.MergeNext(1_000)) { }
        AssertRecall(index, metric, rows);
    }

    [Fact]
    public void An_empty_index_can_be_saved_and_opened()
    {
        using var before = new VectorIndex(3, Metric.Euclid);
        before.Save(Folder);

        using var index = VectorIndex.Open(Folder);

        Assert.Equal((0u, 3), (index.Count, index.Dimensions));
        Assert.Equal(0u, index.Append([1, 2, 3]));
    }

    [Fact]
    public void A_folder_that_exists_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "mine"), "x");
        using var index = new VectorIndex(3, Metric.Euclid);

        var error = Assert.Throws<IOException>(() => index.Save(Folder));

        Assert.Contains(Folder, error.Message, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(Folder, "mine")], Directory.GetFiles(Folder));
        Assert.Equal([Folder], Directory.GetFileSystemEntries(_temporary.Path));
    }

    [Fact]
    public void Another_m_is_refused_with_both_numbers()
    {
        using var before = new VectorIndex(3, Metric.Euclid, new HnswOptions { M = 8 });
        before.Save(Folder);

        var error = Assert.Throws<ArgumentException>(() => VectorIndex.Open(Folder, new HnswOptions { M = 9 }));

        Assert.Contains("M = 8", error.Message, StringComparison.Ordinal);
        Assert.Contains("is 9", error.Message, StringComparison.Ordinal);
        using var index = VectorIndex.Open(Folder);
        Assert.Equal(8, index.Options.M);
    }

    [Theory]
    [InlineData(RowPlacement.Memory)]
    [InlineData(RowPlacement.Mapped)]
    public void A_bit_that_was_flipped_anywhere_is_found_and_named(RowPlacement placement)
    {
        using var before = new VectorIndex(Dimensions, Metric.Euclid);
        Fill(before, Rows(Metric.Euclid, 3_000, seed: 132));
        before.Save(Folder);
        var held = NativeArena.LiveBytesOfAll;
        var random = new Random(133);
        foreach (var path in Directory.GetFiles(Folder))
        {
            var good = File.ReadAllBytes(path);
            var isUsed = Used(good, Path.GetFileName(path));
            for (var i = 0; i < 40; i++)
            {
                var at = i < 20 ? random.Next(180) : random.Next(good.Length);
                if (!isUsed(at)) continue;
                var bad = (byte[])good.Clone();
                bad[at] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(path, bad);

                var error = Assert.Throws<InvalidDataException>(() => VectorIndex.Open(Folder, null, placement));
                Assert.Contains(path, error.Message, StringComparison.Ordinal);
            }

            File.WriteAllBytes(path, good[..(good.Length / 2)]);
            Assert.Throws<InvalidDataException>(() => VectorIndex.Open(Folder, null, placement));
            File.Delete(path);
            Assert.Throws<FileNotFoundException>(() => VectorIndex.Open(Folder, null, placement));
            File.WriteAllBytes(path, good);
        }

        VectorIndex.Open(Folder, null, placement).Dispose();
        Assert.True(NativeArena.LiveBytesOfAll <= held + (64 << 20), "What was opened in vain was not freed.");
    }

    /// <summary>Which bytes mean something: sections are padded to 4096 bytes.</summary>
    private static Func<int, bool> Used(byte[] file, string name)
    {
        if (name == "index.bin") return _ => true;
        var ends = Enumerable.Range(0, 5).Select(i => 64 + 24 * i)
            .Select(at => (From: BitConverter.ToInt64(file, at), Bytes: BitConverter.ToInt64(file, at + 8))).ToArray();
        return at => at < 192 || ends.Any(section => at >= section.From && at < section.From + section.Bytes);
    }

    /// <summary>A sealed segment with gaps, another, absent and equal and zero rows, a tail that no graph holds.</summary>
    private static void Fill(VectorIndex index, float[][] rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            index.Append(i % 50 == 3 ? new float[Dimensions] : i % 20 == 1 ? rows[0] : rows[i]);
            if (i == rows.Length / 2)
            {
                while (index.IndexNext(1_000)) { }
                for (var offset = 0u; offset < i; offset += 3) index.Delete(offset);
                while (index.MergeNext(1_000)) { }
            }
            else if (i == rows.Length * 3 / 4)
            {
                index.AppendAbsent();
                index.Seal();
            }
        }

        while (index.PendingCount > 100 && index.IndexNext(50)) { }
    }

    private static void AssertSameAnswers(VectorIndex expected, VectorIndex index, Metric metric)
    {
        var (before, after) = (new Neighbor[K], new Neighbor[K]);
        var same = 0;
        var queries = Rows(metric, 50, seed: 134);
        foreach (var query in queries)
        {
            expected.Search(query, new SearchRequest { Exact = true }, before);
            index.Search(query, new SearchRequest { Exact = true }, after);
            Assert.Equal(before, after);
            expected.Search(query, new SearchRequest { Ef = 64 }, before, out var did);
            index.Search(query, new SearchRequest { Ef = 64 }, after, out var does);
            Assert.Equal((did.Plan, did.Segments, did.Matches), (does.Plan, does.Segments, does.Matches));
            same += before.Intersect(after).Count();
        }

        // Codes are trained anew, on the rows that are there now.
        Assert.True(same >= 0.98 * K * queries.Length, $"{same} results of {K * queries.Length} are the same.");
    }

    private static void AssertRecall(VectorIndex index, Metric metric, float[][] rows)
    {
        var recall = 0.0;
        var results = new Neighbor[K];
        var stored = Enumerable.Range(0, (int)index.Count).Select(offset =>
        {
            var row = new float[Dimensions];
            index.TryCopyRow((uint)offset, row);
            return row;
        }).ToArray();
        Assert.Equal(rows[^1], stored[^1]);
        foreach (var query in Rows(metric, 40, seed: 135))
        {
            var found = index.Search(query, new SearchRequest { Ef = 128 }, results);
            var expected = Oracle.Distances(metric, query, stored, index.Contains);
            recall += Oracle.Recall(results.AsSpan(0, found), K, expected, index.Contains) / 40;
        }

        Assert.True(recall >= 0.97, $"recall@{K} is {recall:F4}.");
    }

    private static float[][] Rows(Metric metric, int count, int seed)
    {
        var rows = SyntheticRows.Clustered(count, Dimensions, clusters: 40, seed);
        return metric == Metric.Cosine ? SyntheticRows.Normalized(rows) : rows;
    }
}
