using NeuralSearch.Index;
using NeuralSearch.Node.Checkpoints;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Log;
using NeuralSearch.Node.Points;
using NeuralSearch.Node.Snapshots;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Inspection;

/// <summary>
/// Verifies a data folder that no process uses: checksums, logs, ids, rows and graphs, snapshots. Changes nothing.
/// </summary>
public static class StoreInspector
{
    // A graph may lose a row here and there to deletes; a search of what is around finds it all the same.
    private const double LeastReached = .999;

    /// <summary>Inspects the collections one after the other, each as the caller asks for it.</summary>
    /// <exception cref="FolderInUseException">A process has the folder.</exception>
    /// <exception cref="DirectoryNotFoundException">It is no data folder.</exception>
    public static IEnumerable<CollectionReport> Inspect(string folder)
    {
        string collections = Path.Combine(folder, "collections");
        if (!Directory.Exists(collections))
            throw new DirectoryNotFoundException($"{folder} is no data folder: it has no {collections}");
        using FolderLock folderLock = FolderLock.Take(folder);
        string[] folders = [.. Directory.GetDirectories(collections).Order(StringComparer.Ordinal)];
        var replaced = folders.Select(CollectionFolders.ReplacedBy).ToHashSet(StringComparer.Ordinal);
        foreach (string collection in folders)
            yield return InspectCollection(collection, CollectionFolders.IsLeftover(collection) || replaced.Contains(collection));
    }

    /// <summary>Compares every snapshot of a data folder with its checksum.</summary>
    /// <returns>How many there are, and what is wrong with some.</returns>
    public static (int Count, IReadOnlyList<string> Problems) InspectSnapshots(string folder) =>
        SnapshotFolder.Verify(Path.Combine(folder, "snapshots"));

    private static CollectionReport InspectCollection(string folder, bool isLeftover)
    {
        if (isLeftover)
        {
            var leftover = new CollectionReport(Path.GetFileName(folder), folder);
            leftover.Notes.Add("left behind by a crash; the next start removes it");
            return leftover;
        }

        CollectionReport report = new(Path.GetFileName(folder), folder);
        try
        {
            report = report with { Name = SchemaFile.Read(folder).CollectionName };
            using CollectionState state = Collection.ReadState(folder, out CheckpointManifest? checkpoint);
            ReplayLog(folder, checkpoint, state, report);
            CheckPoints(state, report);
            for (int i = 0; i < state.Schema.Vectors.Length; i++) CheckVector(state, i, report);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            report.Problems.Add(error.Message);
        }

        return report;
    }

    private static void ReplayLog(
        string folder, CheckpointManifest? checkpoint, CollectionState state, CollectionReport report)
    {
        LogPosition start = checkpoint?.LogStart ?? LogPosition.Start;
        string[] paths = [.. LogFile.List(Collection.LogPathIn(folder)).Where(p => LogFile.NumberOf(p) >= start.File)];
        ulong next = start.Sequence;
        foreach (string path in paths)
        {
            LogReplay.Result end = LogReplay.Read(
                path, path == paths[^1], next,
                (sequence, operation) => state.Apply(sequence, LogOperation.Read(operation)));
            next = end.NextSequence;
            if (end.TornBytes > 0)
                report.Notes.Add($"{path} ends in {end.TornBytes} bytes of an unfinished write at {end.Offset}");
        }

        report.Operations = next - 1;
        report.Replayed = next - start.Sequence;
        report.Points = state.PointCount;
    }

    private static void CheckPoints(CollectionState state, CollectionReport report)
    {
        long live = 0;
        for (uint offset = 0; offset < state.Points.Count; offset++)
        {
            if (!state.Points.IsLive(offset)) continue;
            live++;
            PointKey key = state.Points[offset].Key;
            if (!state.Points.TryGetOffset(key, state.Version, out uint found) || found != offset)
                report.Problems.Add($"point {key} at offset {offset} is not found by its id");
        }

        if (live != state.PointCount) report.Problems.Add($"{live} points are there, {state.PointCount} are counted");
    }

    private static void CheckVector(CollectionState state, int vector, CollectionReport report)
    {
        string name = state.Schema.Vectors[vector].Name;
        VectorIndex index = state.Vector(vector);
        for (uint offset = 0; offset < state.Points.Count; offset++)
        {
            bool isExpected = state.Points.IsLive(offset) && (state.Points[offset].Vectors >> vector & 1) != 0;
            if (isExpected && !index.Contains(offset))
                report.Problems.Add($"vector \"{name}\" of point {state.Points[offset].Key} is missing");
        }

        IndexCheck graph = index.Check();
        foreach (string problem in graph.Problems) report.Problems.Add($"graph of vector \"{name}\": {problem}");
        report.InGraphs += graph.InGraph;
        report.Reached += graph.Reached;
        if (graph.Reached < LeastReached * graph.InGraph)
            report.Problems.Add(
                $"graph of vector \"{name}\": links lead to {graph.Reached} of its {graph.InGraph} rows");
    }
}
