using NeuralSearch.Index;

namespace NeuralSearch.Evals.Loading;

/// <summary>One query of an open loop.</summary>
/// <param name="Phase">What the writer did when the query was due.</param>
/// <param name="Due">When it was due, from the first query on.</param>
/// <param name="Taken">From then to its answer: a query that could not start in time is late.</param>
/// <param name="CpuUs">CPU microseconds of the search.</param>
/// <param name="Acknowledged">Rows that had been appended before it began.</param>
/// <param name="Query">Its number.</param>
/// <param name="Found">What it found, nearest first; null if it is not to be checked.</param>
internal sealed record QuerySample(
    Phase Phase, TimeSpan Due, TimeSpan Taken, double CpuUs, uint Acknowledged, int Query, Neighbor[]? Found)
{
    /// <summary>Share of the true k nearest of all rows acknowledged before it; null if it was not checked.</summary>
    public double? Recall { get; init; }
}
