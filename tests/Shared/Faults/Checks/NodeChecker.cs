using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing.Faults.Workload;

namespace NeuralSearch.Testing.Faults.Checks;

/// <summary>Compares a node with what was acknowledged, as its users would notice it: through the API alone.</summary>
public static class NodeChecker
{
    /// <summary>
    /// Checks every collection and point, and settles what became of operations whose fate was open. Empty when the
    /// node holds exactly what it must.
    /// </summary>
    /// <param name="node">The node, ready.</param>
    /// <param name="lanes">All lanes that have written to it.</param>
    /// <param name="seed">Chooses the points and values that are asked for one by one.</param>
    /// <param name="isSetApart">Collections that may be missing because they are known to be damaged.</param>
    public static async Task<IReadOnlyList<Violation>> CheckAsync(
        INodeClient node, IReadOnlyList<Lane> lanes, int seed, Func<string, bool>? isSetApart = null)
    {
        var violations = new List<Violation>();
        ListCollectionsResponse list = await node.Collections.ListAsync(
            new ListCollectionsRequest(), ObservedCollection.Call);
        var observed = new Dictionary<string, ObservedCollection>();
        foreach (string name in list.Collections.Select(collection => collection.Name))
        {
            if (isSetApart?.Invoke(name) == true) continue;
            ObservedCollection collection = await ObservedCollection.ReadAsync(node, name);
            observed.Add(name, collection);
            if (name != Lane.SharedCollection && !lanes.Any(lane => lane.Owns(name)))
                violations.Add(new Violation(ViolationKind.Phantom, $"collection {name} is nobody's"));
            foreach (ulong id in collection.Points.Keys.Where(id => !lanes.Any(lane => lane.Owns(id))))
                violations.Add(new Violation(ViolationKind.Phantom, $"point {id} of {name} is nobody's"));
            violations.AddRange(await CollectionChecks.RunAsync(node, collection, seed));
        }

        foreach (Lane lane in lanes)
        {
            foreach (string name in lane.Acknowledged.Collections.Keys.Where(name => !observed.ContainsKey(name)))
                if (isSetApart?.Invoke(name) != true && await DamageOfAsync(node, name) is { } damage)
                    violations.Add(new Violation(ViolationKind.Corrupt, damage));
            violations.AddRange(LaneComparison.Compare(lane, observed, isSetApart ?? (_ => false)));
        }

        return violations;
    }

    /// <summary>
    /// The detail of a collection that the node keeps apart as damaged; null when it serves it or does not know it.
    /// </summary>
    public static async Task<string?> DamageOfAsync(INodeClient node, string collection)
    {
        try
        {
            await node.Collections.GetAsync(
                new GetCollectionInfoRequest { CollectionName = collection }, ObservedCollection.Call);
            return null;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.DataLoss)
        {
            return error.Status.Detail;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }
}
