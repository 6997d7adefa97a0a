using Grpc.Core;
using NeuralSearch.Testing.Faults.Checks;
using NeuralSearch.Testing.Faults.Workload;

namespace NeuralSearch.Testing.Faults;

/// <summary>
/// R6: one sync fails with EIO and every later one succeeds, as Linux does once it has thrown the pages away. The write
/// must fail, and nothing may be written to that collection until the restart; reads go on.
/// </summary>
public static class FailingSyncs
{
    private const int Eio = 5;
    private const int OperationsBefore = 25;
    private const int MostSyncs = 20;
    private const int MostNameSyncs = 6;
    private const int RefusedWrites = 5;

    /// <summary>Lets one sync fail, so many times.</summary>
    /// <param name="runs">How many.</param>
    /// <param name="seed">Decides what is written and which sync fails.</param>
    /// <param name="progress">Told how many are done.</param>
    public static async Task<FaultResult> RunAsync(int runs, int seed, Action<int>? progress = null)
    {
        var result = new FaultResult("EIO from fdatasync, fsync");
        var random = new Random(seed);
        for (int i = 1; i <= runs; i++)
        {
            // In turns of a file's data and of a name in a directory, of which there are fewer.
            (ChangeKind kind, int most) = i % 2 == 1 ? (ChangeKind.DataSync, MostSyncs) : (ChangeKind.Sync, MostNameSyncs);
            int nth = random.Next(1, most + 1);
            var lane = new Lane(0, random.Next(), isShared: true);
            string run = $"run {i} of seed {seed}, {kind} {nth}";
            using var folder = new TemporaryFolder();
            using var arm = new TemporaryFolder();
            string armFile = arm.Combine("armed");
            var violations = new List<Violation>();
            await using (NodeProcess node = await NodeProcess.StartAsync(
                folder.Path, FaultShim.FailAt(folder.Path, armFile, kind, nth, Eio)))
            {
                await new CreateOwn(Lane.SharedCollection).SendAsync(node);
                await lane.RunAsync(node, () => lane.AcknowledgedOperations < OperationsBefore);
                await File.WriteAllTextAsync(armFile, "");
                RpcException? error = await lane.RunAsync(
                    node, () => lane.AcknowledgedOperations < OperationsBefore + (10 * MostSyncs));
                violations.AddRange(await BehaviourAsync(node, lane, error));
                await node.KillAsync();
            }

            violations.AddRange(await Restart.CheckAsync(folder.Path, [lane], random.Next()));
            result.Add(run, violations);
            result.AcknowledgedPoints += lane.AcknowledgedPoints;
            progress?.Invoke(i);
        }

        return result;
    }

    /// <summary>
    /// Lets each sync of creating and of deleting a collection fail in turn; then it is created or written to again.
    /// </summary>
    /// <param name="seed">Decides what is written.</param>
    public static async Task<FaultResult> RunOnCollectionsAsync(int seed)
    {
        var result = new FaultResult("EIO while a collection comes or goes");
        var random = new Random(seed);
        foreach (bool isDeleted in (bool[])[false, true])
        {
            bool hasFailed = true;
            for (int nth = 1; hasFailed; nth++)
            {
                using var folder = new TemporaryFolder();
                using var arm = new TemporaryFolder();
                string armFile = arm.Combine("armed");
                var lane = new Lane(0, random.Next(), isShared: false);
                await using (NodeProcess node = await NodeProcess.StartAsync(
                    folder.Path, FaultShim.FailAt(folder.Path, armFile, ChangeKind.Sync, nth, Eio)))
                {
                    if (isDeleted)
                    {
                        await lane.TryAsync(node, new CreateOwn(lane.FirstOwn));
                        await lane.TryAsync(node, new Upsert(lane.FirstOwn, lane.Number, [1, 2], 1));
                    }

                    await File.WriteAllTextAsync(armFile, "");
                    hasFailed = await lane.TryAsync(
                        node,
                        isDeleted ? new DeleteOwn(lane.FirstOwn) : new CreateOwn(lane.FirstOwn)) is not null;
                    if (lane.Pending is { } failed) await TryAgainAsync(node, lane, failed);
                    await node.KillAsync();
                }

                result.Add(
                    $"sync {nth} of {(isDeleted ? "deleting" : "creating")} a collection, seed {seed}",
                    await Restart.CheckAsync(folder.Path, [lane], random.Next()));
                result.AcknowledgedPoints += lane.AcknowledgedPoints;
            }
        }

        return result;
    }

    private static async Task<IReadOnlyList<Violation>> BehaviourAsync(NodeProcess node, Lane lane, RpcException? error)
    {
        if (error is null) return [Misbehaved("no write failed though a sync did")];
        var violations = new List<Violation>();
        if (error.StatusCode != StatusCode.FailedPrecondition)
            violations.Add(Misbehaved($"the write whose sync failed was answered with {error.Status}"));
        if (node.Process.HasExited) return [.. violations, Misbehaved("the process ended")];
        if (lane.Pending is null) return violations;
        if (lane.Pending is CreateOwn or DeleteOwn)
        {
            await TryAgainAsync(node, lane, lane.Pending);
            return violations;
        }

        // The log of that collection is read-only: the same write again is refused, however often.
        string collection = lane.Pending.Collection;
        for (int i = 0; i < RefusedWrites; i++)
        {
            try
            {
                await new Upsert(collection, lane.Number, [0], int.MaxValue - i).SendAsync(node);
                violations.Add(Misbehaved("a write after the failed sync was acknowledged"));
            }
            catch (RpcException refusal)
            {
                if (refusal.StatusCode != StatusCode.FailedPrecondition)
                    violations.Add(Misbehaved($"a later write was answered with {refusal.Status}"));
            }
        }

        if (await node.IsReadyAsync()) violations.Add(Misbehaved("/readyz is ready though writes are refused"));
        ulong id = lane.Acknowledged.Collections[collection].Points.Keys.FirstOrDefault();
        ObservedCollection read = await ObservedCollection.ReadAsync(node, collection);
        if (lane.Acknowledged.Collections[collection].Points.Count > 0 && !read.Points.ContainsKey(id))
            violations.Add(Misbehaved($"point {id} cannot be read after the failed sync"));
        violations.AddRange(await CollectionChecks.RunAsync(node, read, seed: 0));
        return violations;
    }

    /// <summary>
    /// A collection that could not be created or deleted is used on: what is acknowledged of it after the error counts.
    /// </summary>
    private static async Task TryAgainAsync(NodeProcess node, Lane lane, WorkloadOperation failed)
    {
        if (failed is CreateOwn && await SendAsync(node, failed) is { } created and not StatusCode.FailedPrecondition)
        {
            lane.Settle(isApplied: created == StatusCode.AlreadyExists);
            if (created == StatusCode.OK) failed.Apply(lane.Acknowledged);
        }

        var write = new Upsert(failed.Collection, lane.Number, [(ulong)lane.Number * Lane.IdCount], int.MaxValue);
        if (await SendAsync(node, write) != StatusCode.OK) return;
        lane.Settle(isApplied: failed is CreateOwn);
        write.Apply(lane.Acknowledged);
    }

    private static async Task<StatusCode> SendAsync(NodeProcess node, WorkloadOperation operation)
    {
        try
        {
            await operation.SendAsync(node);
            return StatusCode.OK;
        }
        catch (RpcException error)
        {
            return error.StatusCode;
        }
    }

    private static Violation Misbehaved(string what) => new(ViolationKind.Misbehaved, what);
}
