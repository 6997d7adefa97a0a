using NeuralSearch.Testing.Faults.Checks;
using NeuralSearch.Testing.Faults.Damage;
using NeuralSearch.Testing.Faults.Workload;

namespace NeuralSearch.Testing.Faults;

/// <summary>
/// R4: the last three writes are cut off at every byte, by truncation and by zeroes. Where they lie is seen by what
/// changed in the folder with each of them, so that this knows no format. The node opens, has the history before the
/// cut, and says in one warning which file was cut.
/// </summary>
public static class TornTails
{
    private const int Records = 3;
    private const int LargestRecordBytes = 1_000;
    private const int OperationsBefore = 20;
    private const int MostOperations = 1_500;
    private const int EdgeBytes = 8;

    /// <summary>Cuts at every byte, or near the edges of each write and at every so manieth byte between.</summary>
    /// <param name="stride">Distance of the cuts inside a write; 1: every byte.</param>
    /// <param name="seed">Decides what is written.</param>
    /// <param name="progress">Told how many are done, and of how many.</param>
    public static async Task<FaultResult> RunAsync(int stride, int seed, Action<int, int>? progress = null)
    {
        var result = new FaultResult("torn tail");
        int step = 0;
        var lane = new Lane(0, seed, isShared: false, () => step);
        var images = new List<FolderImage>();
        using (var folder = new TemporaryFolder())
        await using (NodeProcess node = await NodeProcess.StartAsync(folder.Path, NodeProcess.WithoutCheckpoints))
        {
            while (FindRecords(images) is null && step < MostOperations)
            {
                if (await lane.StepAsync(node) is { } error) throw error;
                step++;
                if (step < OperationsBefore) continue;
                images.Add(FolderImage.Read(folder.Path));
                if (images.Count > Records + 1) images.RemoveAt(0);
            }

            await node.KillAsync();
        }

        result.AcknowledgedPoints = lane.AcknowledgedPoints;
        if (FindRecords(images) is not { } records)
            throw new InvalidOperationException($"No {Records} small writes in a row changed one file, seed {seed}.");
        FolderImage last = images[^1];
        string file = records[0].File;
        int[] cuts = [.. Enumerable.Range(records[0].Start, records[^1].End - records[0].Start).Where(cut =>
            cut % stride == 0 || records.Any(r => Math.Abs(cut - r.Start) < EdgeBytes || Math.Abs(cut - r.End) < EdgeBytes))];
        for (int i = 0; i < cuts.Length; i++)
        {
            int whole = records.Count(record => record.End <= cuts[i]);
            bool isTorn = records.Any(record => record.Start < cuts[i] && cuts[i] < record.End);
            Lane then = lane.At(step - 1 - Records + whole);
            byte[] truncated = last.Files[file][..cuts[i]];
            byte[] zeroed = [.. truncated, .. new byte[last.Files[file].Length - cuts[i]]];
            result.Add($"truncated at {cuts[i]}, seed {seed}", await OpenAsync(last, file, truncated, then, isTorn));
            result.Add($"zero from {cuts[i]}, seed {seed}", await OpenAsync(last, file, zeroed, then, isTorn));
            progress?.Invoke(i + 1, cuts.Length);
        }

        result.Remark = $"Writes of {string.Join(", ", records.Select(r => r.End - r.Start))} bytes; seed {seed}.";
        return result;
    }

    private static (string File, int Start, int End)[]? FindRecords(List<FolderImage> images)
    {
        if (images.Count <= Records) return null;
        (string File, int Start, int End)?[] changes =
            [.. Enumerable.Range(1, Records).Select(i => images[i].ChangeSince(images[i - 1]))];
        if (changes.Any(c => c is null || c.Value.End - c.Value.Start > LargestRecordBytes)) return null;
        return changes.Select(change => change!.Value.File).Distinct().Count() == 1
            ? [.. changes.Select(change => change!.Value)]
            : null;
    }

    private static async Task<IReadOnlyList<Violation>> OpenAsync(
        FolderImage image, string file, byte[] content, Lane then, bool isTorn)
    {
        using var folder = TemporaryFolder.InMemory();
        image.WriteTo(folder.Path, file, content);
        await using var node = new InProcessNode(folder.Path);
        List<Violation> violations = [.. await NodeChecker.CheckAsync(node, [then], seed: content.Length)];
        string path = folder.Combine(file);
        int warned = node.Warned.Count(text => text.Contains(path, StringComparison.Ordinal));
        if (node.Warned.Count != (isTorn ? 1 : 0) || warned != node.Warned.Count)
            violations.Add(new Violation(
                ViolationKind.Misbehaved, $"it warned of [{string.Join("; ", node.Warned)}], torn: {isTorn}"));
        return violations;
    }
}
