using NeuralSearch.Index;

namespace NeuralSearch.Node.Memory;

/// <summary>
/// Where the collections of a store are to be when it is opened: in memory while all of them fit; otherwise the largest
/// are mapped first, their rows, and if that is not enough their codes. The same folders and budget give the same plan.
/// </summary>
internal static class PlacementPlan
{
    /// <param name="collections">Names and costs.</param>
    /// <param name="roomBytes">What they may take together; null for no limit.</param>
    public static IReadOnlyDictionary<string, Placement> Choose(
        IEnumerable<(string Name, OpeningCosts Costs)> collections, long? roomBytes)
    {
        (string Name, OpeningCosts Costs)[] ordered =
        [
            .. collections.OrderByDescending(c => c.Costs.Memory).ThenBy(c => c.Name, StringComparer.Ordinal),
        ];
        var plan = ordered.ToDictionary(c => c.Name, _ => Placement.Memory, StringComparer.Ordinal);
        long total = ordered.Sum(c => c.Costs.Memory);
        foreach (Placement placement in (Placement[])[Placement.MappedRows, Placement.MappedCodes])
        {
            foreach ((string name, OpeningCosts costs) in ordered)
            {
                if (roomBytes is null || total <= roomBytes) return plan;
                long saved = costs[plan[name]] - costs[placement];
                if (saved <= 0) continue;
                plan[name] = placement;
                total -= saved;
            }
        }

        return plan;
    }
}
