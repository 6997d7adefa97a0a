using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Ann.Results;

namespace NeuralSearch.Evals.Filtered;

/// <summary>One round of an engine in one cell.</summary>
/// <param name="Search">Time and recall of the filtered queries.</param>
/// <param name="Returned">Of min(k, rows that match), the share that was returned.</param>
/// <param name="UnfilteredCpuUs">CPU of the same engine's query without a filter, just before.</param>
/// <param name="ExactCpuUs">CPU of its exact scan of the rows that match; null if it has none.</param>
/// <param name="Plans">The share of the queries of each plan.</param>
internal sealed record FilteredBatch(
    Batch Search, double Returned, double UnfilteredCpuUs, double? ExactCpuUs, IReadOnlyDictionary<string, double> Plans)
{
    public double RatioToUnfiltered => Search.CpuUs / UnfilteredCpuUs;

    public double? RatioToExact => Search.CpuUs / ExactCpuUs;

    /// <exception cref="InvalidDataException">A row was returned that the filter does not let pass.</exception>
    public static FilteredBatch Of(string engine, EngineAnswers answers, GroundTruth truth, VectorSet set,
        FilterCell cell, double unfilteredCpuUs, double? exactCpuUs)
    {
        long returned = 0;
        for (int q = 0; q < answers.Ids.Count; q++)
        {
            foreach (int row in answers.Ids[q])
            {
                if (row < 0) continue;
                if (!cell.Filters.Of(q).Contains((uint)row))
                    throw new InvalidDataException($"{engine}, {cell.Name}, query {q}: row {row} does not match.");
                returned++;
            }
        }

        double queries = answers.Ids.Count;
        return new FilteredBatch(
            Batch.Of(answers, truth, set), returned / (queries * truth.Ids.Width), unfilteredCpuUs, exactCpuUs,
            answers.Plans.ToDictionary(plan => plan.Key, plan => plan.Value / queries));
    }
}
