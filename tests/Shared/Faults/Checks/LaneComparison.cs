using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing.Faults.Workload;

namespace NeuralSearch.Testing.Faults.Checks;

/// <summary>What is there of a lane beside what was acknowledged to it: all of it, and of an open write all or nothing.</summary>
internal static class LaneComparison
{
    public static IReadOnlyList<Violation> Compare(
        Lane lane, IReadOnlyDictionary<string, ObservedCollection> observed, Func<string, bool> isSetApart)
    {
        List<Violation> without = Differences(lane, lane.Acknowledged, observed, isSetApart);
        if (lane.Pending is not { } pending || without.Count == 0)
        {
            lane.Settle(isApplied: false);
            return without;
        }

        NodeState applied = lane.Acknowledged.Clone();
        pending.Apply(applied);
        List<Violation> with = Differences(lane, applied, observed, isSetApart);
        lane.Settle(isApplied: with.Count < without.Count);
        if (with.Count == 0) return [];
        List<Violation> nearer = with.Count < without.Count ? with : without;
        return [.. nearer.Select(violation => violation with
        {
            What = $"{violation.What} (open: {pending.GetType().Name} of {pending.Collection})",
        })];
    }

    private static List<Violation> Differences(
        Lane lane,
        NodeState expected,
        IReadOnlyDictionary<string, ObservedCollection> observed,
        Func<string, bool> isSetApart)
    {
        var found = new List<Violation>();
        foreach (string name in observed.Keys.Where(name => lane.Owns(name) && !expected.Collections.ContainsKey(name)))
            found.Add(new Violation(ViolationKind.Resurrected, $"collection {name} should not exist"));
        foreach ((string name, CollectionContent content) in expected.Collections)
        {
            if (isSetApart(name)) continue;
            if (observed.TryGetValue(name, out ObservedCollection? collection)) Compare(lane, content, collection, found);
            else found.Add(new Violation(ViolationKind.Lost, $"collection {name}"));
        }

        return found;
    }

    private static void Compare(Lane lane, CollectionContent expected, ObservedCollection observed, List<Violation> found)
    {
        if (lane.Owns(observed.Name) && !expected.Indexes.SetEquals(observed.Indexes))
            found.Add(new Violation(
                expected.Indexes.IsSubsetOf(observed.Indexes) ? ViolationKind.Resurrected : ViolationKind.Lost,
                $"{observed.Name} has indexes [{string.Join(", ", observed.Indexes)}], " +
                $"not [{string.Join(", ", expected.Indexes)}]"));
        foreach ((ulong id, int revision) in expected.Points)
        {
            if (!observed.Points.TryGetValue(id, out RetrievedPoint? point))
            {
                found.Add(new Violation(ViolationKind.Lost, $"point {id} of {observed.Name}, revision {revision}"));
                continue;
            }

            int stored = ObservedCollection.RevisionOf(point);
            if (stored != revision)
                found.Add(new Violation(
                    stored < revision ? ViolationKind.Stale : ViolationKind.Phantom,
                    $"point {id} of {observed.Name} has revision {stored}, not {revision}"));
            else if (Change(point, id, lane.Number, revision) is { } change)
                found.Add(new Violation(ViolationKind.Corrupt, $"{change} of point {id} of {observed.Name}"));
        }

        foreach (ulong id in observed.Points.Keys.Where(id => lane.Owns(id) && !expected.Points.ContainsKey(id)))
            found.Add(new Violation(
                ViolationKind.Resurrected,
                $"point {id} of {observed.Name} at revision {ObservedCollection.RevisionOf(observed.Points[id])}"));
    }

    private static string? Change(RetrievedPoint point, ulong id, int lane, int revision)
    {
        IEnumerable<int> bits = point.Vectors.Vector.Dense.Data.Select(BitConverter.SingleToInt32Bits);
        if (!bits.SequenceEqual(PointContent.VectorOf(id, revision).Select(BitConverter.SingleToInt32Bits)))
            return "the vector";
        return point.Payload.Equals(PointContent.PayloadOf(id, lane, revision)) ? null : "the payload";
    }
}
