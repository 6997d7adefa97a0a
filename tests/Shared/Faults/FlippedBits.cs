using NeuralSearch.Testing.Faults.Checks;
using NeuralSearch.Testing.Faults.Damage;
using NeuralSearch.Testing.Faults.Workload;

namespace NeuralSearch.Testing.Faults;

/// <summary>
/// R5: one bit flips in a file that the node left behind, whichever it is. The node either names the collection as
/// damaged, with file and offset, and serves the others, or all that it answers is right.
/// </summary>
public static class FlippedBits
{
    private const int Lanes = 2;
    private const int OperationsOfALane = 50;
    private const string Offset = "offset ";
    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(30);

    /// <summary>Flips so many bits of each file, one at a time.</summary>
    /// <param name="bitsOfAFile">How many of each file; half of them in bytes that are not zero.</param>
    /// <param name="seed">Decides what is written and which bits flip.</param>
    /// <param name="progress">Told how many are done, and of how many.</param>
    public static async Task<FaultResult> RunAsync(int bitsOfAFile, int seed, Action<int, int>? progress = null)
    {
        var result = new FaultResult("flipped bit");
        var random = new Random(seed);
        Lane[] lanes = [.. Enumerable.Range(0, Lanes).Select(i => new Lane(i, random.Next(), isShared: false))];
        FolderImage image;
        using (var folder = new TemporaryFolder())
        await using (NodeProcess node = await NodeProcess.StartAsync(folder.Path))
        {
            foreach (Lane lane in lanes)
                await lane.RunAsync(node, () => lane.AcknowledgedOperations < OperationsOfALane);
            await node.KillAsync();
            image = FolderImage.Read(folder.Path);
        }

        string[] files = [.. image.Files.Where(file => file.Value.Length > 0).Select(file => file.Key)];
        int done = 0, detected = 0;
        foreach (string file in files)
        {
            byte[] content = image.Files[file];
            int[] written = [.. Enumerable.Range(0, content.Length).Where(i => content[i] != 0)];
            for (int i = 0; i < bitsOfAFile; i++)
            {
                int at = i % 2 == 0 && written.Length > 0 ? written[random.Next(written.Length)] : random.Next(content.Length);
                int bit = random.Next(8);
                byte[] flipped = [.. content];
                flipped[at] ^= (byte)(1 << bit);
                Task<(bool IsDetected, IReadOnlyList<Violation> Violations)> opening =
                    Task.Run(() => OpenAsync(image, file, flipped, lanes, random.Next()));
                string run = $"bit {bit} of byte {at} of {file}, seed {seed}";
                if (await Task.WhenAny(opening, Task.Delay(OpenLimit)) != opening)
                {
                    result.Add(run, [new Violation(ViolationKind.Misbehaved, $"no answer within {OpenLimit}")]);
                    return result;
                }

                if ((await opening).IsDetected) detected++;
                result.Add(run, (await opening).Violations);
                done++;
                progress?.Invoke(done, files.Length * bitsOfAFile);
            }
        }

        result.AcknowledgedPoints = lanes.Sum(lane => (long)lane.AcknowledgedPoints);
        result.Remark = $"{files.Length} files; {detected} of {done} bits were detected, the others harmless; seed {seed}.";
        return result;
    }

    private static async Task<(bool IsDetected, IReadOnlyList<Violation> Violations)> OpenAsync(
        FolderImage image, string file, byte[] content, Lane[] lanes, int seed)
    {
        using var folder = TemporaryFolder.InMemory();
        image.WriteTo(folder.Path, file, content);
        try
        {
            await using var node = new InProcessNode(folder.Path);
            var violations = new List<Violation>();
            foreach ((string name, Exception damage) in node.Store.Damaged)
                if (!IsIn(file, damage.Message) || !damage.Message.Contains(Offset, StringComparison.Ordinal))
                    violations.Add(new Violation(ViolationKind.Misbehaved, $"{name} is set apart: {damage.Message}"));

            // A collection whose very name is damaged is known by its folder; then any one may be missing.
            string[] missing = node.Store.Damaged.Count == 0 ? [] : await MissingAsync(node, lanes);
            if (missing.Length > 1)
                violations.Add(new Violation(ViolationKind.Lost, $"with one file damaged: {string.Join(", ", missing)}"));
            violations.AddRange(await NodeChecker.CheckAsync(node, lanes, seed, missing.Contains));
            return (node.Store.Damaged.Count > 0, violations);
        }
        catch (IOException error)
        {
            return (true, [new Violation(ViolationKind.Misbehaved, $"the store does not open: {error.Message}")]);
        }
    }

    /// <summary>Whether the damage that is told of lies in the collection of that file.</summary>
    private static bool IsIn(string file, string message)
    {
        string[] parts = file.Split(Path.DirectorySeparatorChar);
        return message.Contains(Path.Combine(parts[..Math.Min(2, parts.Length)]), StringComparison.Ordinal);
    }

    private static async Task<string[]> MissingAsync(InProcessNode node, Lane[] lanes)
    {
        var listed = await node.Collections.ListAsync(new Contracts.Qdrant.ListCollectionsRequest());
        return [.. lanes.SelectMany(lane => lane.Acknowledged.Collections.Keys)
            .Except(listed.Collections.Select(collection => collection.Name))];
    }
}
