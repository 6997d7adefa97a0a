using NeuralSearch.Testing.Faults.Disks;
using NeuralSearch.Testing.Faults.Workload;

namespace NeuralSearch.Testing.Faults;

/// <summary>
/// R3 on a real file system: ext4 in a file is shut down under a node that is being written to, mounted again without
/// what was only in memory, and a node started over it.
/// </summary>
public static class FilesystemShutdowns
{
    private const int Lanes = 4;
    private const int Megabytes = 2_048;

    /// <summary>Cuts so many times, each time going on with what was there.</summary>
    /// <param name="cuts">How many.</param>
    /// <param name="seed">Decides what is written and, with the machine's timing, when the power fails.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <exception cref="NotSupportedException">Such a disk cannot be had here.</exception>
    public static async Task<FaultResult> RunAsync(int cuts, int seed, Action<int>? progress = null)
    {
        const int cutsOfADisk = 10; // so that it does not fill up
        var result = new FaultResult("power cut, ext4 shut down");
        var random = new Random(seed);
        for (int done = 0; done < cuts;)
        {
            await using MountedDisk disk = await MountedDisk.Ext4Async(Megabytes);
            string folder = Path.Combine(disk.Path, "data");
            Lane[] lanes = [.. Enumerable.Range(0, Lanes).Select(i => new Lane(i, random.Next(), isShared: false))];
            for (int cut = 0; cut < cutsOfADisk && done < cuts; cut++)
            {
                await using (NodeProcess node = await NodeProcess.StartAsync(folder))
                    await WriteUntilCutAsync(disk, node, lanes, random.Next(20, 300));
                await disk.RemountAsync();
                result.Add($"cut {++done} of seed {seed}", await Restart.CheckAsync(folder, lanes, random.Next()));
                progress?.Invoke(done);
            }

            result.AcknowledgedPoints += lanes.Sum(lane => (long)lane.AcknowledgedPoints);
        }

        return result;
    }

    private static async Task WriteUntilCutAsync(MountedDisk disk, NodeProcess node, Lane[] lanes, int cutAfter)
    {
        int started = 0;
        await Task.WhenAll(lanes.Select(lane => Task.Run(() => lane.RunAsync(node, () =>
        {
            if (Interlocked.Increment(ref started) == cutAfter) Cut(disk, node);
            return true;
        }))));
        await node.KillAsync();
    }

    /// <summary>
    /// The process stops first: after a power cut nobody acknowledges anything, while ext4 may still report success for a
    /// sync that was under way when it was shut down.
    /// </summary>
    private static void Cut(MountedDisk disk, NodeProcess node)
    {
        node.Process.Pause();
        disk.CutPower();
        node.Process.Kill();
    }
}
