using NeuralSearch.Testing.Faults.Checks;
using NeuralSearch.Testing.Faults.Power;
using NeuralSearch.Testing.Faults.Workload;

namespace NeuralSearch.Testing.Faults;

/// <summary>
/// R3: the changes that a node makes under load are recorded; then the power fails at any of them. What a disk may hold
/// at that moment is written to a folder, a node is started over it and must have what was acknowledged until then.
/// This, and no kill, finds a sync that is missing.
/// </summary>
public static class PowerCuts
{
    private const int Lanes = 3;
    private const int OperationsOfALane = 60;

    /// <summary>Cuts so many times, half of them by each of the rules.</summary>
    /// <param name="cuts">How many.</param>
    /// <param name="seed">Decides what is written, where the power fails and what the disk kept.</param>
    /// <param name="progress">Told how many are done.</param>
    public static async Task<FaultResult> RunAsync(int cuts, int seed, Action<int>? progress = null)
    {
        var result = new FaultResult("power cut, replayed");
        var random = new Random(seed);
        using var records = new TemporaryFolder();
        (Recording recording, Lane[] lanes) = await RecordAsync(records.Combine("changes"), random);
        for (int i = 1; i <= cuts; i++)
        {
            FileSystemRules rules = i % 2 == 0 ? FileSystemRules.Ext4 : FileSystemRules.Strict;
            int count = random.Next(2) == 0
                ? random.Next(1, recording.Changes.Count + 1)
                : AfterAcknowledgement(recording, lanes, random);
            int cutSeed = random.Next();
            using var folder = new TemporaryFolder();
            PowerCut.Materialize(recording, count, rules, new Random(cutSeed), folder.Path);
            Lane[] then = [.. lanes.Select(lane => lane.At(recording.Changes[count - 1].End))];
            result.Add(
                $"cut {i} of seed {seed}: {rules}, after change {count} of {recording.Changes.Count}",
                await Restart.CheckAsync(folder.Path, then, cutSeed));
            progress?.Invoke(i);
        }

        int mapped = recording.Changes.Count(change => change.Kind == ChangeKind.Mapped);
        if (mapped > 0)
            result.Add("recording", [new Violation(
                ViolationKind.Misbehaved, $"{mapped} files are mapped for writing, which the recording cannot see")]);
        result.AcknowledgedPoints = lanes.Sum(lane => (long)lane.AcknowledgedPoints);
        result.Remark = $"Recorded: {recording.Summary}; seed {seed}.";
        return result;
    }

    /// <summary>
    /// Right after an operation was acknowledged, the rare kinds as often as the others: later syncs would cover for one
    /// that is missing.
    /// </summary>
    private static int AfterAcknowledgement(Recording recording, Lane[] lanes, Random random)
    {
        IGrouping<Type, LaneEntry>[] kinds = [.. lanes.SelectMany(lane => lane.History)
            .Where(entry => entry.Acknowledged is not null)
            .GroupBy(entry => entry.Operation.GetType())];
        LaneEntry[] entries = [.. kinds[random.Next(kinds.Length)]];
        long position = entries[random.Next(entries.Length)].Acknowledged!.Value;
        return recording.Changes.Count(change => change.End <= position);
    }

    private static async Task<(Recording Recording, Lane[] Lanes)> RecordAsync(string file, Random random)
    {
        using var folder = new TemporaryFolder();
        Lane[] lanes = [.. Enumerable.Range(0, Lanes).Select(i => new Lane(
            i, random.Next(), isShared: false, () => new FileInfo(file).Length))];
        await using (NodeProcess node = await NodeProcess.StartAsync(folder.Path, FaultShim.Record(folder.Path, file)))
        {
            await Task.WhenAll(lanes.Select(lane => Task.Run(
                () => lane.RunAsync(node, () => lane.AcknowledgedOperations < OperationsOfALane))));
            await node.KillAsync();
        }

        return (Recording.Read(file), lanes);
    }
}
