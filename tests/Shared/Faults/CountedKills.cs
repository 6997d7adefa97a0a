using Grpc.Core;
using NeuralSearch.Testing.Faults.Checks;
using NeuralSearch.Testing.Faults.Power;
using NeuralSearch.Testing.Faults.Workload;

namespace NeuralSearch.Testing.Faults;

/// <summary>
/// R2: a fixed workload is killed at its N-th change of a file (write, sync, rename, …), for one N after the other; so
/// every place where a crash can happen is tried. Every second time the node is killed once more while it recovers.
/// </summary>
public static class CountedKills
{
    /// <summary>Operations of the workload.</summary>
    private const int Operations = 90;

    // What the fixed workload does does not depend on the run's seed: N means the same in every run.
    private const int WorkloadSeed = 20_262;

    /// <summary>Kills at N changes, spread over the workload.</summary>
    /// <param name="runs">How many N; null: all of them.</param>
    /// <param name="seed">Decides which N, and which part of a write is torn.</param>
    /// <param name="progress">Told how many are done, and of how many.</param>
    public static async Task<FaultResult> RunAsync(int? runs, int seed, Action<int, int>? progress = null)
    {
        Recording whole = await RecordAsync();
        int total = whole.CountedChanges;
        var random = new Random(seed);
        int count = Math.Min(runs ?? total, total);
        var result = new FaultResult("kill at the N-th change");
        int killedAgain = 0;
        for (int i = 0; i < count; i++)
        {
            // One N from each of as many equal parts.
            int from = (int)((long)total * i / count), to = (int)((long)total * (i + 1) / count);
            int change = 1 + random.Next(from, to);
            using var folder = new TemporaryFolder();
            var lane = new Lane(0, WorkloadSeed, isShared: false);
            bool isKilled = await Restart.RunUntilKilledAsync(
                folder.Path, FaultShim.KillAt(folder.Path, change, isTorn: random.Next(2) == 0), node => WriteAsync(node, lane));
            int again = i % 2 == 0 ? random.Next(1, 5) : 0;
            if (again > 0 && await Restart.RunUntilKilledAsync(
                folder.Path, FaultShim.KillAt(folder.Path, again, isTorn: true), _ => Task.CompletedTask)) killedAgain++;
            string run = $"killed at change {change} of {total}{(again > 0 ? $", then at {again} of its recovery" : "")}";
            // An acknowledgement that a killed node never sent counts for nothing; a workload that ended early may have.
            if (!isKilled && lane.AcknowledgedOperations < Operations)
                result.Add(run, [new Violation(ViolationKind.Misbehaved, $"the workload ended: {lane.Pending}")]);
            else result.Add(run, await Restart.CheckAsync(folder.Path, [lane], random.Next()));
            result.AcknowledgedPoints += lane.AcknowledgedPoints;
            progress?.Invoke(i + 1, count);
        }

        result.Remark = $"The workload changes: {whole.Summary}; seed {seed}; {killedAgain} killed again in recovery.";
        return result;
    }

    private static Task<RpcException?> WriteAsync(NodeProcess node, Lane lane) =>
        lane.RunAsync(node, () => lane.AcknowledgedOperations < Operations);

    private static async Task<Recording> RecordAsync()
    {
        using var folder = new TemporaryFolder();
        using var records = new TemporaryFolder();
        string file = records.Combine("changes");
        await using (NodeProcess node = await NodeProcess.StartAsync(folder.Path, FaultShim.Record(folder.Path, file)))
        {
            await WriteAsync(node, new Lane(0, WorkloadSeed, isShared: false));
            await node.KillAsync();
        }

        return Recording.Read(file);
    }
}
