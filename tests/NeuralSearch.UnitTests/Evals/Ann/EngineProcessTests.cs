using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Ann.Results;
using NeuralSearch.Index;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Evals.Ann;

/// <summary>The protocol of evals/peers/peer.hpp, with every engine that this machine has.</summary>
public sealed class EngineProcessTests : IDisposable
{
    private const int K = 10;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("neuralsearch", Metric.Cosine)]
    [InlineData("neuralsearch", Metric.Euclid)]
    [InlineData("neuralsearch-u8-mapped-rows", Metric.Cosine)]
    [InlineData("neuralsearch-bits1-mapped-codes", Metric.Euclid)]
    [InlineData("hnswlib", Metric.Cosine)]
    [InlineData("hnswlib", Metric.Euclid)]
    [InlineData("usearch", Metric.Cosine)]
    [InlineData("usearch", Metric.Euclid)]
    [InlineData("faiss", Metric.Cosine)]
    [InlineData("faiss", Metric.Euclid)]
    public void A_wide_beam_finds_the_true_neighbours_on_one_thread_and_on_two(string name, Metric metric)
    {
        VectorSet set = Set(metric);
        using EngineProcess engine = Start(name, set);
        GroundTruth truth = GroundTruth.Compute(set, K);

        EngineBuild build = engine.Build();
        EngineAnswers alone = engine.Search(ef: 400, K, threads: 1, set.Queries.Count);
        EngineAnswers together = engine.Search(ef: 400, K, threads: 2, set.Queries.Count);

        ResidentMemory memory = engine.Memory();
        Assert.True(build.CpuSeconds > 0 && memory.AnonymousBytes > 0 && memory.FileBytes >= 0, $"{build} {memory}");
        Assert.True(alone.CpuNanoseconds > 0 && alone.WallNanoseconds > 0, $"{alone}");
        Recall recall = Recall.Of(alone.Ids, truth, set);
        Assert.True(recall.ByDistance > 0.99, $"{name}: {recall}");
        for (int q = 0; q < set.Queries.Count; q++)
            Assert.Equal(alone.Ids[q].ToArray(), together.Ids[q].ToArray());
    }

    [Fact]
    public void The_exact_scan_of_the_engine_is_the_truth()
    {
        VectorSet set = Set(Metric.Cosine);
        using EngineProcess engine = Start("neuralsearch", set);
        engine.Build();

        EngineAnswers answers = engine.Search(ef: 0, K, threads: 1, queries: 5);

        Assert.Equal(5, answers.Ids.Count);
        Assert.Equal(new Recall(1, 1), Recall.Of(answers.Ids, GroundTruth.Compute(set, K), set));
    }

    [Fact]
    public void A_peer_that_inserts_the_rest_of_the_rows_finds_them()
    {
        VectorSet set = Set(Metric.Euclid);
        using EngineProcess engine = Start("hnswlib", set);

        EngineBuild build = engine.Build(rows: 1_500);
        EngineBuild insert = engine.Insert(500);
        EngineAnswers answers = engine.Search(ef: 400, K, threads: 1, set.Queries.Count);

        Assert.True(build.CpuSeconds > 0 && insert.CpuSeconds > 0, $"{build} {insert}");
        Assert.True(Recall.Of(answers.Ids, GroundTruth.Compute(set, K), set).ByDistance > 0.99);
        Assert.Contains("no more rows than are left",
            Assert.Throws<InvalidOperationException>(() => engine.Insert(1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("neuralsearch-u8-mapped-rows", "u8+mapped-rows")]
    [InlineData("neuralsearch-bits1-mapped-codes", "bits1+mapped-codes")]
    public void What_is_mapped_is_no_memory_of_the_engine_and_leaves_no_file(string name, string kind)
    {
        VectorSet set = Set(Metric.Cosine);
        string[] before;
        using (EngineProcess engine = Start(name, set))
        {
            before = Directory.GetFileSystemEntries(_folder.Path);
            engine.Build();
            Assert.Equal(kind, engine.Codes);
            Assert.True(engine.Memory().FileBytes >= 2_000 * 40 * sizeof(float), $"{engine.Memory()}");
        }

        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("neuralsearch")]
    [InlineData("hnswlib")]
    [InlineData("usearch")]
    public void A_filter_holds_for_each_query_until_it_is_taken_away(string name)
    {
        VectorSet set = Set(Metric.Euclid);
        using EngineProcess engine = Start(name, set);
        engine.Build();
        QueryFilters filters = ThirdsOf(set);
        using VectorIndex index = GroundTruth.IndexOf(set.Base, set.Metric);
        GroundTruth truth = GroundTruth.Compute(index, set.Queries, K, filters);

        EngineAnswers before = engine.Search(ef: 400, K, threads: 1, set.Queries.Count);
        engine.Filter(filters);
        EngineAnswers filtered = engine.Search(ef: 400, K, threads: 2, set.Queries.Count);
        engine.Filter(null);
        EngineAnswers after = engine.Search(ef: 400, K, threads: 1, set.Queries.Count);

        for (int q = 0; q < set.Queries.Count; q++)
        {
            foreach (int row in filtered.Ids[q]) Assert.True(filters.Of(q).Contains((uint)row), $"{name}: {q}, {row}");
            Assert.Equal(before.Ids[q].ToArray(), after.Ids[q].ToArray());
        }

        Assert.True(Recall.Of(filtered.Ids, truth, set).ByDistance > 0.99);
        Assert.Equal(name == "neuralsearch" ? set.Queries.Count : 0, filtered.Plans.Values.Sum());
    }

    [Theory]
    [InlineData("neuralsearch")]
    [InlineData("hnswlib")]
    public void A_query_whose_filter_was_not_sent_is_an_error(string name)
    {
        VectorSet set = Set(Metric.Euclid);
        using EngineProcess engine = Start(name, set);
        engine.Build();
        QueryFilters filters = ThirdsOf(set);

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => engine.Filter(filters with { Numbers = [.. filters.Numbers.Select(number => number + 1)] }));

        Assert.Contains("none of those that were sent", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("neuralsearch")]
    [InlineData("hnswlib")]
    public void An_engine_that_gives_up_says_why(string name)
    {
        VectorSet set = Set(Metric.Cosine);
        using EngineProcess engine = Start(name, set);
        engine.Build();

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => engine.Search(ef: 10, K, threads: 1, set.Queries.Count + 1));

        Assert.Contains("no more queries than there are", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Query q may return the rows of the third with number q mod 3.</summary>
    private static QueryFilters ThirdsOf(VectorSet set)
    {
        PointBitmap[] thirds = [.. Enumerable.Range(0, 3).Select(_ => new PointBitmap((uint)set.Base.Count))];
        for (int row = 0; row < set.Base.Count; row++) thirds[row % 3].Add((uint)row);
        // Equally many each, as the truth wants them.
        foreach (PointBitmap third in thirds) for (uint row = 1_998; row < 2_000; row++) third.Remove(row);
        return new QueryFilters(thirds, [.. Enumerable.Range(0, set.Queries.Count).Select(q => q % 3)]);
    }

    private static VectorSet Set(Metric metric)
    {
        var generator = new TextLikeVectors(dimensions: 40, rank: 12, topics: 10, seed: 3);
        return new VectorSet
        {
            Name = "small",
            Origin = "a test",
            Metric = metric,
            Base = generator.Rows(0, 2_000),
            Queries = generator.Rows(2_000, 50),
        };
    }

    private EngineProcess Start(string name, VectorSet set)
    {
        var output = new StringWriter();
        IReadOnlyList<EngineSpec> engines = EngineCatalog.Find([name], null, null, output);
        Assert.SkipUnless(engines.Count == 1, output.ToString());
        string basePath = Path.Combine(_folder.Path, "base.fbin");
        string queriesPath = Path.Combine(_folder.Path, "queries.fbin");
        VectorFiles.WriteFloats(basePath, set.Base);
        VectorFiles.WriteFloats(queriesPath, set.Queries);
        return EngineProcess.Start(
            engines[0], basePath, queriesPath, set.Metric, seed: 42, TestContext.Current.CancellationToken);
    }
}
