using NeuralSearch.Testing.Faults.Workload;

namespace NeuralSearch.Testing.Faults;

/// <summary>
/// R1: a node under concurrent writes is killed (SIGKILL) at random, started again and checked, over and over on the
/// same folder, and now and then on a new one. The page cache survives, so this tests the order of writing and acknowledging, and never a missing sync.
/// </summary>
public static class RandomKills
{
    private const int Lanes = 6;
    private const int CyclesOfAFolder = 25;

    /// <summary>Kills and checks so many times.</summary>
    /// <param name="cycles">How often the node is killed.</param>
    /// <param name="seed">Decides what is written and, with the machine's timing, when it is killed.</param>
    /// <param name="progress">Told how many cycles are done.</param>
    public static async Task<FaultResult> RunAsync(int cycles, int seed, Action<int>? progress = null)
    {
        var result = new FaultResult("kill -9 under load");
        var random = new Random(seed);
        for (int done = 0; done < cycles;)
        {
            using var folder = new TemporaryFolder();
            Lane[] lanes = [.. Enumerable.Range(0, Lanes).Select(i => new Lane(i, random.Next(), isShared: true))];
            await using (NodeProcess first = await NodeProcess.StartAsync(folder.Path))
            {
                await new CreateOwn(Lane.SharedCollection).SendAsync(first);
                await first.KillAsync();
            }

            for (int cycle = 0; cycle < CyclesOfAFolder && done < cycles; cycle++)
            {
                await using (NodeProcess node = await NodeProcess.StartAsync(folder.Path))
                    await WriteUntilKilledAsync(node, lanes, random.Next(20, 400));
                done++;
                result.Add($"cycle {done} of seed {seed}", await Restart.CheckAsync(folder.Path, lanes, random.Next()));
                progress?.Invoke(done);
            }

            result.AcknowledgedPoints += lanes.Sum(lane => (long)lane.AcknowledgedPoints);
        }

        return result;
    }

    private static async Task WriteUntilKilledAsync(NodeProcess node, Lane[] lanes, int killAfter)
    {
        int started = 0;
        await Task.WhenAll(lanes.Select(lane => Task.Run(() => lane.RunAsync(node, () =>
        {
            // Others are in the middle of their writes when one of them pulls the trigger.
            if (Interlocked.Increment(ref started) == killAfter) node.Process.Kill();
            return true;
        }))));
        await node.KillAsync();
    }
}
