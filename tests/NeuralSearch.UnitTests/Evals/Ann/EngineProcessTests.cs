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

        Assert.True(build.CpuSeconds > 0 && build.ResidentBytes > 0, $"{build}");
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
