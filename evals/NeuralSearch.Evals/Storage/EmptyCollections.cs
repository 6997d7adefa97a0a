using System.Diagnostics;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Evals.Servers;

namespace NeuralSearch.Evals.Storage;

/// <summary>Collections that hold nothing: what each adds to a node's memory, its disk and its start.</summary>
internal static class EmptyCollections
{
    public const string CreatedCase = "empty collections created";
    public const string OpenedCase = "empty collections opened";

    /// <summary>What is freed after the last request is freed within it.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(
        string folder, int count, CancellationToken cancellationToken)
    {
        double created;
        double? before, after;
        TimeSpan emptyStart;
        await using (ServerProcess node = await StartAsync())
        {
            emptyStart = node.UntilReady;
            using var client = new NodeClient(node);
            await client.CreateAsync("first", cancellationToken); // what only the first costs is not a collection's
            await Task.Delay(Settling, cancellationToken);
            before = node.MemoryBytes("VmRSS");
            long started = Stopwatch.GetTimestamp();
            for (int i = 0; i < count; i++) await client.CreateAsync($"empty{i}", cancellationToken);
            created = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await Task.Delay(Settling, cancellationToken);
            after = node.MemoryBytes("VmRSS");
        }

        long disk = await DiskUsage.BytesOfAsync(Path.Combine(folder, "collections"), cancellationToken);
        await using ServerProcess again = await StartAsync();
        await Task.Delay(Settling, cancellationToken);
        return
        [
            Row(CreatedCase, created, after - before),
            Row(
                OpenedCase,
                Math.Max(0, (again.UntilReady - emptyStart).TotalSeconds),
                again.MemoryBytes("VmRSS") - before),
        ];

        Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(folder, [], cancellationToken, isNode: true);

        Measurement Row(string name, double seconds, double? resident) => new()
        {
            Suite = "storage",
            Case = name,
            Data = $"{count} collections of one vector",
            Seconds = seconds,
            ResidentBytes = resident,
            Params = new()
            {
                ["collections"] = count,
                ["diskBytes"] = disk,
                ["startSeconds"] = Math.Round(again.UntilReady.TotalSeconds, 3),
                ["emptyStartSeconds"] = Math.Round(emptyStart.TotalSeconds, 3),
            },
        };
    }
}
