using System.Diagnostics;
using Grpc.Core;
using NeuralSearch.Testing.Faults.Checks;
using NeuralSearch.Testing.Faults.Disks;
using NeuralSearch.Testing.Faults.Workload;

namespace NeuralSearch.Testing.Faults;

/// <summary>
/// R7: the disk has no space, or no inodes, or becomes read-only. Writes are refused, the process lives, reads go on;
/// once there is space again writes go on without a restart.
/// </summary>
public static class FullDisks
{
    private const int OperationsBefore = 40;
    private const int OperationsAfter = 40;
    private const int MostOperations = 3_000;
    private static readonly TimeSpan ResumeLimit = TimeSpan.FromSeconds(10);

    /// <summary>Goes through every way of being full, so many times.</summary>
    /// <param name="rounds">How many times.</param>
    /// <param name="seed">Decides what is written.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <exception cref="NotSupportedException">Such disks cannot be had here.</exception>
    public static async Task<FaultResult> RunAsync(int rounds, int seed, Action<int>? progress = null)
    {
        var result = new FaultResult("disk full, no inodes, read-only");
        var random = new Random(seed);
        for (int i = 1; i <= rounds; i++)
        {
            await RunFullAsync(result, $"16 MB full, round {i} of seed {seed}", "size=16m", d => d.Fill(), random);
            await RunFullAsync(
                result, $"no inodes, round {i} of seed {seed}", "size=64m,nr_inodes=60", d => d.FillNames(), random);
            await RunReadOnlyAsync(result, $"read-only, round {i} of seed {seed}", random);
            progress?.Invoke(i);
        }

        return result;
    }

    private static async Task RunFullAsync(
        FaultResult result, string run, string options, Action<MountedDisk> fill, Random random)
    {
        await using MountedDisk disk = await MountedDisk.InMemoryAsync(options);
        string folder = Path.Combine(disk.Path, "data");
        var lane = new Lane(0, random.Next(), isShared: true);
        var violations = new List<Violation>();
        await using (NodeProcess node = await NodeProcess.StartAsync(folder))
        {
            await new CreateOwn(Lane.SharedCollection).SendAsync(node);
            await lane.RunAsync(node, () => lane.AcknowledgedOperations < OperationsBefore);
            fill(disk);
            violations.AddRange(await WriteUntilRefusedAsync(node, lane, StatusCode.ResourceExhausted));
            violations.AddRange(await NodeChecker.CheckAsync(node, [lane], random.Next()));

            disk.Free();
            if (!await ResumesAsync(node, lane)) violations.Add(Misbehaved("writes did not go on when there was space"));
            int goal = lane.AcknowledgedOperations + OperationsAfter;
            if (await lane.RunAsync(node, () => lane.AcknowledgedOperations < goal) is { } error)
                violations.Add(Misbehaved($"a write after there was space again was answered with {error.Status}"));
            await node.KillAsync();
        }

        violations.AddRange(await Restart.CheckAsync(folder, [lane], random.Next()));
        result.Add(run, violations);
        result.AcknowledgedPoints += lane.AcknowledgedPoints;
    }

    private static async Task RunReadOnlyAsync(FaultResult result, string run, Random random)
    {
        await using MountedDisk disk = await MountedDisk.Ext4Async(megabytes: 64);
        string folder = Path.Combine(disk.Path, "data");
        var lane = new Lane(0, random.Next(), isShared: true);
        var violations = new List<Violation>();
        await using (NodeProcess node = await NodeProcess.StartAsync(folder))
        {
            await new CreateOwn(Lane.SharedCollection).SendAsync(node);
            await lane.RunAsync(node, () => lane.AcknowledgedOperations < OperationsBefore);
            await disk.BecomeReadOnlyAsync();
            violations.AddRange(await WriteUntilRefusedAsync(node, lane, StatusCode.FailedPrecondition));
            WorkloadOperation? open = lane.Pending;
            foreach (string name in lane.Acknowledged.Collections.Keys.Where(name => name != open?.Collection))
            {
                ObservedCollection collection = await ObservedCollection.ReadAsync(node, name);
                violations.AddRange(await CollectionChecks.RunAsync(node, collection, random.Next()));
            }

            await node.KillAsync();
        }

        await disk.RemountAsync();
        violations.AddRange(await Restart.CheckAsync(folder, [lane], random.Next()));
        result.Add(run, violations);
        result.AcknowledgedPoints += lane.AcknowledgedPoints;
    }

    /// <summary>Space that is reserved may take some writes before the first refusal.</summary>
    private static async Task<IReadOnlyList<Violation>> WriteUntilRefusedAsync(
        NodeProcess node, Lane lane, StatusCode expected)
    {
        for (int i = 0; i < MostOperations; i++)
        {
            if (await lane.StepAsync(node) is not { } error) continue;
            if (error.StatusCode != expected)
                return [Misbehaved($"{lane.History[^1].Operation.GetType().Name} was answered with {error.Status}")];
            if (lane.History[^1].Operation is Upsert) return [];
        }

        return [Misbehaved("no write was refused")];
    }

    private static async Task<bool> ResumesAsync(NodeProcess node, Lane lane)
    {
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < ResumeLimit)
        {
            if (await lane.StepAsync(node) is null && lane.History[^1].Operation is Upsert) return true;
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        return false;
    }

    private static Violation Misbehaved(string what) => new(ViolationKind.Misbehaved, what);
}
