using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing.Faults.Workload;

namespace NeuralSearch.Testing.Faults.Checks;

/// <summary>Whether a collection agrees with itself: count, filters by index, and the search of its own points.</summary>
internal static class CollectionChecks
{
    private const int SearchedPoints = 40;
    private const double FoundShare = 0.99;

    public static async Task<IReadOnlyList<Violation>> RunAsync(INodeClient node, ObservedCollection collection, int seed)
    {
        var random = new Random(seed);
        var found = new List<Violation>();
        if (collection.Count != (ulong)collection.Points.Count)
            found.Add(Inconsistent($"{collection.Name} counts {collection.Count}, scrolls {collection.Points.Count}"));

        string group = $"g{random.Next(PointContent.Groups)}";
        double rank = random.Next(PointContent.Ranks);
        (Condition Condition, Func<RetrievedPoint, bool> Passes)[] filters =
        [
            (Filters.Group(group), point => point.Payload["group"].StringValue == group),
            (Filters.RankBelow(rank), point => point.Payload["rank"].IntegerValue < rank),
        ];
        foreach ((Condition condition, Func<RetrievedPoint, bool> passes) in filters)
        {
            var filter = new Filter { Must = { condition } };
            ulong[] scanned = [.. collection.Points.Values.Where(passes).Select(point => point.Id.Num)];
            var byFilter = new List<ulong>();
            await foreach (RetrievedPoint point in ObservedCollection.ScrollAsync(node, collection.Name, filter))
                byFilter.Add(point.Id.Num);
            if (!byFilter.Order().SequenceEqual(scanned))
                found.Add(Inconsistent(
                    $"{condition.Field.Key} in {collection.Name} passes {byFilter.Count}, a scan {scanned.Length}"));
        }

        found.AddRange(await SearchAsync(node, collection, random));
        return found;
    }

    private static async Task<IReadOnlyList<Violation>> SearchAsync(
        INodeClient node, ObservedCollection collection, Random random)
    {
        RetrievedPoint[] asked = [.. collection.Points.Values];
        random.Shuffle(asked);
        asked = [.. asked.Take(SearchedPoints)];
        int hits = 0;
        foreach (RetrievedPoint point in asked)
        {
            QueryResponse answer = await node.Points.QueryAsync(
                new QueryPoints
                {
                    CollectionName = collection.Name,
                    Query = new Contracts.Qdrant.Query { Nearest = new VectorInput { Dense = point.Vectors.Vector.Dense } },
                    Limit = 1,
                },
                ObservedCollection.Call);
            if (answer.Result is [var nearest] && nearest.Id.Equals(point.Id) && nearest.Score == 0) hits++;
        }

        return hits >= FoundShare * asked.Length
            ? []
            : [Inconsistent($"{hits} of {asked.Length} points of {collection.Name} find themselves")];
    }

    private static Violation Inconsistent(string what) => new(ViolationKind.Inconsistent, what);
}
