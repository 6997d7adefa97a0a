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
    private const int HeaderBytes = 268;
    private readonly TemporaryFolder _temporary = new();

    private string Folder => Path.Combine(_temporary.Path, "index");

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(VectorCodes.Raw, Metric.Euclid, Placement.Memory)]
    [InlineData(VectorCodes.Raw, Metric.Manhattan, Placement.MappedRows)]
    [InlineData(VectorCodes.U8, Metric.Cosine, Placement.Memory)]
    [InlineData(VectorCodes.U8, Metric.Euclid, Placement.MappedRows)]
    [InlineData(VectorCodes.Bits4, Metric.Euclid, Placement.MappedRows)]
    [InlineData(VectorCodes.Bits1, Metric.Cosine, Placement.Memory)]
    [InlineData(VectorCodes.Bits1, Metric.Euclid, Placement.MappedCodes)]
    [InlineData(VectorCodes.Bits4, Metric.Cosine, Placement.MappedCodes)]
    [InlineData(VectorCodes.U8, Metric.Manhattan, Placement.MappedCodes)]
    [InlineData(VectorCodes.Raw, Metric.Euclid, Placement.MappedCodes)]
    [InlineData(VectorCodes.Raw, Metric.Dot, Placement.MappedRows)]
    public void An_opened_index_gives_the_same_answers_and_goes_on(
        VectorCodes codes, Metric metric, Placement placement)
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
        before.Dispose();

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

    [Fact]
    public void An_opened_index_whose_codes_are_mapped_can_be_saved_and_opened_again()
    {
        var options = new HnswOptions { Codes = VectorCodes.Bits1 };
        using var first = new VectorIndex(Dimensions, Metric.Euclid, options);
        Fill(first, Rows(Metric.Euclid, 3_000, seed: 140));
        first.Save(Folder);
        using var second = VectorIndex.Open(Folder, options, Placement.MappedCodes);
        while (first.IndexNext(100)) { }
        while (second.IndexNext(100)) { }
        second.Save(Folder + "-2");

        using var third = VectorIndex.Open(Folder + "-2", options, Placement.MappedCodes);

        Assert.Equal(0u, third.PendingCount);
        AssertSameAnswers(first, third, Metric.Euclid);
    }

    [Theory]
    [InlineData(VectorCodes.U8, VectorCodes.Bits1)]
    [InlineData(VectorCodes.Bits1, VectorCodes.U8)]
    [InlineData(VectorCodes.Bits4, VectorCodes.Raw)]
    [InlineData(VectorCodes.Raw, VectorCodes.Bits4)]
    public void Codes_that_the_files_do_not_have_are_made_anew(VectorCodes saved, VectorCodes wanted)
    {
        var rows = Rows(Metric.Euclid, 3_000, seed: 136);
        using var before = new VectorIndex(Dimensions, Metric.Euclid, new HnswOptions { Codes = saved });
        Fill(before, rows);
        before.Save(Folder);

        using var index = VectorIndex.Open(Folder, new HnswOptions { Codes = wanted });

        Assert.Equal(wanted, index.Codes);
        AssertRecall(index, Metric.Euclid, rows);
    }

    [Fact]
    public void The_first_format_is_refused_with_both_versions()
    {
        using var before = new VectorIndex(Dimensions, Metric.Euclid);
        Fill(before, Rows(Metric.Euclid, 100, seed: 137));
        before.Save(Folder);
        var path = Path.Combine(Folder, "segment-0.bin");
        var bytes = File.ReadAllBytes(path);
        bytes[8] = 1;
        File.WriteAllBytes(path, bytes);

        var error = Assert.Throws<InvalidDataException>(() => VectorIndex.Open(Folder));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("format 1; this version reads 2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(VectorCodes.Raw, Placement.Memory)]
    [InlineData(VectorCodes.Bits1, Placement.Memory)]
    [InlineData(VectorCodes.Bits1, Placement.MappedCodes)]
    public void A_bit_that_was_flipped_anywhere_is_found_and_named(VectorCodes codes, Placement placement)
    {
        var options = new HnswOptions { Codes = codes };
        using var before = new VectorIndex(Dimensions, Metric.Euclid, options);
        Fill(before, Rows(Metric.Euclid, 3_000, seed: 132));
        before.Save(Folder);
        var random = new Random(133);
        foreach (var path in Directory.GetFiles(Folder))
        {
            var good = File.ReadAllBytes(path);
            var isUsed = Used(good, Path.GetFileName(path));
            for (var i = 0; i < 60; i++)
            {
                var at = i < 20 ? random.Next(HeaderBytes) : random.Next(good.Length);
                if (!isUsed(at)) continue;
                var bad = (byte[])good.Clone();
                bad[at] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(path, bad);

                var error = Assert.Throws<InvalidDataException>(() => VectorIndex.Open(Folder, options, placement));
                Assert.Contains(path, error.Message, StringComparison.Ordinal);
            }

            File.WriteAllBytes(path, good[..(good.Length / 2)]);
            Assert.Throws<InvalidDataException>(() => VectorIndex.Open(Folder, options, placement));
            File.Delete(path);
            Assert.Throws<FileNotFoundException>(() => VectorIndex.Open(Folder, options, placement));
            File.WriteAllBytes(path, good);
        }

        VectorIndex.Open(Folder, options, placement).Dispose();
    }

    [Fact]
    public void A_bit_that_was_flipped_in_any_section_is_found_and_its_section_named()
    {
        var options = new HnswOptions { Codes = VectorCodes.Bits1 };
        using var before = new VectorIndex(Dimensions, Metric.Euclid, options);
        Fill(before, Rows(Metric.Euclid, 7_000, seed: 138));
        before.Save(Folder);
        var path = Path.Combine(Folder, "segment-0.bin");
        var good = File.ReadAllBytes(path);
        var named = new List<string>();
        foreach (var (from, bytes) in Sections(good))
        {
            var bad = (byte[])good.Clone();
            bad[from + bytes / 2] ^= 1;
            File.WriteAllBytes(path, bad);
            var error = Assert.Throws<InvalidDataException>(() => VectorIndex.Open(Folder, options));
            named.Add(error.Message.Split("damaged in its ")[1].Split(" (")[0]);
        }

        Assert.Equal(
            ["offsets", "rows", "links", "nodes", "upper links", "code parameters", "codes", "sketches"], named);
    }

    /// <summary>Which bytes mean something: sections are padded to 4096 bytes.</summary>
    private static Func<int, bool> Used(byte[] file, string name)
    {
        if (name == "index.bin") return _ => true;
        var sections = Sections(file);
        return at => at < HeaderBytes || sections.Any(s => at >= s.From && at < s.From + s.Bytes);
    }

    private static (long From, long Bytes)[] Sections(byte[] file) => [.. Enumerable.Range(0, 8)
        .Select(i => 72 + 24 * i)
        .Select(at => (BitConverter.ToInt64(file, at), BitConverter.ToInt64(file, at + 8)))];

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
        foreach (var query in Rows(metric, 50, seed: 134))
        {
            expected.Search(query, new SearchRequest { Exact = true }, before);
            index.Search(query, new SearchRequest { Exact = true }, after);
            Assert.Equal(before, after);
            expected.Search(query, new SearchRequest { Ef = 64 }, before, out var did);
            index.Search(query, new SearchRequest { Ef = 64 }, after, out var does);
            Assert.Equal(before, after);
            Assert.Equal(did, does);
        }
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
