using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Engines;

namespace NeuralSearch.Evals.Ann.Results;

/// <summary>One batch of queries, as measured in one round.</summary>
/// <param name="Recall">In both definitions.</param>
/// <param name="WallUs">Microseconds a query by the clock: the batch's time over its queries.</param>
/// <param name="CpuUs">Microseconds a query of the threads that searched.</param>
/// <param name="P50Us">Median time of single queries, if they were timed.</param>
/// <param name="P95Us">95th percentile, likewise.</param>
/// <param name="P99Us">99th percentile, likewise.</param>
internal sealed record Batch(
    Recall Recall, double WallUs, double CpuUs, double? P50Us, double? P95Us, double? P99Us)
{
    public static Batch Of(EngineAnswers answers, GroundTruth truth, VectorSet set)
    {
        int queries = answers.Ids.Count;
        bool areTimed = answers.Latencies.Length > 0;
        return new Batch(
            Recall.Of(answers.Ids, truth, set),
            answers.WallNanoseconds / queries / 1e3,
            answers.CpuNanoseconds / queries / 1e3,
            areTimed ? Percentile.Of(answers.Latencies, 0.50) / 1e3 : null,
            areTimed ? Percentile.Of(answers.Latencies, 0.95) / 1e3 : null,
            areTimed ? Percentile.Of(answers.Latencies, 0.99) / 1e3 : null);
    }
}
