using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Results;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Evals.Updates;
using NeuralSearch.Index;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.Evals.Ann;
using NeuralSearch.UnitTests.Evals.Record;
using Xunit;

namespace NeuralSearch.UnitTests.Evals.Updates;

public sealed class UpdatesTests
{
    [Fact]
    public void Whatever_is_done_to_the_index_its_answers_are_rows_of_the_set()
    {
        var generator = new TextLikeVectors(dimensions: 16, rank: 8, topics: 10, seed: 1);
        VectorSet set = Sets.Euclid(Rows(generator.Rows(0, 3_000)), Rows(generator.Rows(3_000, 40)));
        GroundTruth truth = GroundTruth.Compute(set, UpdatesOptions.K);
        using var folder = new TemporaryFolder();
        using var index = new ChangingIndex(set.Base, Metric.Euclid);

        Work build = index.Build(0, 2_700);
        Work insert = index.Insert([.. Enumerable.Range(2_700, 300)]);
        AssertFindsAll();
        int[] deleted = index.Delete(0.5, seed: 2);
        Assert.Equal(1_500u, index.Index.LiveCount);
        index.Insert(deleted);
        AssertFindsAll();
        index.Merge();
        Assert.Equal(3_000u, index.Index.StoredCount);
        AssertFindsAll();
        index.Reopen(Path.Combine(folder.Path, "index"));
        AssertFindsAll();

        Assert.Equal((2_700, 300, 1_500), (build.Rows, insert.Rows, deleted.Distinct().Count()));
        Assert.Equal(0u, index.Index.PendingCount);
        Assert.True(build.CpuSeconds > 0 && insert.CpuUsPerRow > 0, $"{build} {insert}");

        void AssertFindsAll()
        {
            (IntMatrix found, double cpuUs) = index.Ask(set.Queries, ef: 400);
            Recall recall = Recall.Of(found, truth, set);
            Assert.True(recall.ByOverlap > 0.99 && cpuUs > 0, $"{recall}, {cpuUs} us");
        }
    }

    [Fact]
    public void The_loss_of_recall_is_the_largest_at_any_beam()
    {
        Measurement[] run = Samples.Updates("text768", day: 1);

        Assert.Equal(0.004, UpdatesGoals.Loss(run, State.Refilled)!.Value, 1e-9);
        Assert.Equal(-0.001, UpdatesGoals.Loss(run, State.Merged)!.Value, 1e-9);
        Assert.Null(UpdatesGoals.Loss(run, State.Reopened));
    }

    [Fact]
    public void A_goal_is_judged_by_the_ratio_to_the_peer_and_open_without_one()
    {
        Measurement[] run = Samples.Updates("text768", day: 1);
        Measurement[] alone = [.. run.Select(row => row with { RatioToReference = null, Reference = null })];

        bool?[] verdicts = [.. UpdatesGoals.Of(run).Select(goal => goal.IsMet)];
        bool?[] verdictsAlone = [.. UpdatesGoals.Of(alone).Select(goal => goal.IsMet)];

        Assert.Equal([false, true, true, true, null], verdicts);
        Assert.Equal([null, null, true, true, null], verdictsAlone);
    }

    private static float[][] Rows(RowMatrix rows) =>
        [.. Enumerable.Range(0, rows.Count).Select(i => rows[i].ToArray())];
}
