using System.Text.Json;
using NeuralSearch.Evals.Ann;
using NeuralSearch.Evals.Reports;

namespace NeuralSearch.Evals.Record;

/// <summary>evals/NeuralSearch.Benchmarks/allocations.json, which a unit test holds the engine to.</summary>
internal static class AllocationTable
{
    public static GoalResult Goal()
    {
        using FileStream file = File.OpenRead(
            RepositoryFolder.Combine("evals", "NeuralSearch.Benchmarks", "allocations.json"));
        using JsonDocument table = JsonDocument.Parse(file);
        long[] bytes = [.. table.RootElement.EnumerateArray().Select(row => row.GetProperty("bytesPerSearch").GetInt64())];
        return new GoalResult("bytes allocated a search after warm-up, for all codes and plans", "0",
            $"{bytes.Max()} in {bytes.Length} cells, by a unit test", bytes.Max() == 0);
    }
}
