using NeuralSearch.Evals.Record;
using NeuralSearch.Evals.Reports;
using Xunit;

namespace NeuralSearch.UnitTests.Evals.Record;

public sealed class ProductGoalsTests
{
    [Fact]
    public void A_goal_without_a_run_is_not_measured_rather_than_missed()
    {
        GoalResult[] goals = [.. ProductGoals.Of(new RecordedRuns([]))];

        // What a search allocates is known without a run.
        Assert.Equal([true], goals.Where(goal => goal.IsMet is not null).Select(goal => goal.IsMet));
    }

    [Fact]
    public void A_speed_counts_only_within_its_memory()
    {
        Measurement[] large = Samples.Ann("text768", day: 1, ratio: 9, engine: "neuralsearch", bytes: 3_000);
        Measurement[] small = Samples.Ann("text768", day: 1, ratio: 5, engine: "neuralsearch-u4", bytes: 1_300);
        large[3] = large[3] with { CpuRatioToReference = 12 };
        Measurement[] all = [.. large, large[3] with { Recall = 0.99, CpuRatioToReference = 11 }, .. small];
        RecordedRun run = new RecordedRuns(all).Find("ann", "text768")!;

        GoalResult fast = new SpeedGoal("fast", "text768", 10.5, 10.5, 4_500).Judge(run);
        GoalResult lean = new SpeedGoal("lean", "text768", 4.5, 4.0, 1_350).Judge(run);
        GoalResult least = new SpeedGoal("least", "text768", 3.0, 2.5, 300).Judge(run);

        Assert.Equal((true, "12.00 / 11.00 (neuralsearch, hnsw f32, 3000 bytes)"), (fast.IsMet, fast.Measured));
        Assert.Equal((false, "4.00 / never (neuralsearch-u4, hnsw f32, 1300 bytes)"), (lean.IsMet, lean.Measured));
        Assert.Equal((false, "no configuration is that small"), (least.IsMet, least.Measured));
    }

    [Fact]
    public void Goals_of_a_load_of_filters_and_of_updates_name_their_run()
    {
        GoalResult[] goals = [.. ProductGoals.Of(new RecordedRuns(
            [.. Samples.Ann("text768", 1, 4, engine: "hnswlib"), .. Samples.Filtered("text768", 1), .. Samples.Loading("text768", 1),
                .. Samples.Updates("text768", 1)]))];

        GoalResult recall = Assert.Single(goals, goal => goal.What == "filtered on text768: recall@10 in every cell");
        Assert.Equal((false, "0.970 (far 20 %)"), (recall.IsMet, recall.Measured));
        GoalResult p50 = Assert.Single(goals, goal => goal.What == "loading on text768: p50 while loading, x before");
        Assert.Equal((true, "1.80"), (p50.IsMet, p50.Measured));
        GoalResult live = Assert.Single(
            goals, goal => goal.What == "updates on text768: live insert: CPU a row, x hnswlib");
        Assert.Equal((true, "0.30"), (live.IsMet, live.Measured));
        // 1 000 µs a row, where hnswlib took 7 s for 1 000 rows.
        GoalResult insert = Assert.Single(goals, goal => goal.What.StartsWith("insert", StringComparison.Ordinal));
        Assert.Equal("0.14", insert.Measured);
    }
}
