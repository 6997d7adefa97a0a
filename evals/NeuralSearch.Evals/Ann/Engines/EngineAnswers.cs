using NeuralSearch.Evals.Ann.Data;

namespace NeuralSearch.Evals.Ann.Engines;

/// <summary>The answers to a batch of queries and the time they took.</summary>
/// <param name="Ids">Row numbers, nearest first.</param>
/// <param name="WallNanoseconds">From the first query to the last answer.</param>
/// <param name="CpuNanoseconds">Of the threads that searched, added up.</param>
/// <param name="Latencies">Nanoseconds of each query; empty if the engine takes the batch in one call.</param>
/// <param name="Plans">
/// How many queries were answered in which way, where the engine says it; <see cref="FellBack"/> counts those of them
/// that were begun in another way.
/// </param>
internal sealed record EngineAnswers(
    IntMatrix Ids,
    double WallNanoseconds,
    double CpuNanoseconds,
    uint[] Latencies,
    IReadOnlyDictionary<string, int> Plans)
{
    /// <summary>Among the plans, the queries whose traversal was given up.</summary>
    public const string FellBack = "FellBack";
}
