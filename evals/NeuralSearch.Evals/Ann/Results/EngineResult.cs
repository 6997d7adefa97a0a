using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Reports;

namespace NeuralSearch.Evals.Ann.Results;

/// <summary>Everything that was measured of one engine on one set.</summary>
internal sealed class EngineResult
{
    public required EngineSpec Spec { get; init; }

    /// <summary>Index and what it is traversed on.</summary>
    public required string Kind { get; init; }

    public required EngineBuild Build { get; init; }

    /// <summary>What the index takes, its copy of the rows included; known after the rounds.</summary>
    public ResidentMemory Memory { get; set; }

    /// <summary>Recall at the widest beam of all: what the engine can reach; of the own engine alone.</summary>
    public double? WidestRecall { get; set; }

    /// <summary>One thread, by rising beam width.</summary>
    public List<Series> Curve { get; } = [];

    /// <summary>Several threads, or an exact scan.</summary>
    public List<Series> Others { get; } = [];

    /// <summary>
    /// How many times as fast as the other engine at equal recall: the median over the rounds of the ratio within a
    /// round, in which the two were measured in turn. Null if one of them never reaches the recall.
    /// </summary>
    /// <param name="reference">The engine that counts as 1.</param>
    /// <param name="recall">By overlap.</param>
    /// <param name="time">Which time is compared.</param>
    public double? RatioTo(EngineResult reference, double recall, Func<Batch, double> time)
    {
        var ratios = new List<double>();
        for (int round = 0; round < Curve[0].Rounds.Count; round++)
        {
            if (TimeAt(recall, round, time) is not { } own || reference.TimeAt(recall, round, time) is not { } other)
                return null;
            ratios.Add(other / own);
        }

        return Median.Of(ratios);
    }

    /// <summary>The median over the rounds of the time at a recall, or null if that is never reached.</summary>
    public double? TimeAt(double recall, Func<Batch, double> time)
    {
        double?[] times = [.. Enumerable.Range(0, Curve[0].Rounds.Count).Select(round => TimeAt(recall, round, time))];
        return times.Contains(null) ? null : Median.Of(times.Select(value => value!.Value));
    }

    private double? TimeAt(double recall, int round, Func<Batch, double> time) => RecallCurve.TimeAt(
        [.. Curve.Select(series => (series.Rounds[round].Recall.ByOverlap, time(series.Rounds[round])))], recall);
}
