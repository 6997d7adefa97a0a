using System.Diagnostics;
using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Results;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Evals.Servers;

namespace NeuralSearch.Evals.Storage;

/// <summary>
/// Upserts of a point that are answered when they are on the disk: by turns with a bare write of as much to the same
/// disk, and then as fast as some clients at once can, which share syncs.
/// </summary>
internal static class WaitedUpserts
{
    public const string UpsertCase = "upsert of a point, wait=true";
    public const string BareCase = "bare write and fdatasync";
    public const string ClientsCase = "upserts by clients at once";

    private const string Collection = "points";
    private const int WriteBytes = 1_600;
    private const int WarmUps = 50;
    private const int Seed = 43;

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(
        string folder, StorageOptions options, CancellationToken cancellationToken)
    {
        RowMatrix rows = new TextLikeVectors(StorageOptions.Dimensions, rank: 64, topics: 2_000, Seed)
            .Rows(0, Math.Max(1_000, options.Upserts + WarmUps));
        await using ServerProcess node = await ServerProcess.StartAsync(folder, [], cancellationToken, isNode: true);
        using var client = new NodeClient(node);
        await client.CreateAsync(Collection, cancellationToken);
        using var bare = new BareWrites(Path.Combine(folder, "bare"), WriteBytes, options.Upserts + WarmUps);
        uint[] upserts = new uint[options.Upserts];
        uint[] writes = new uint[options.Upserts];
        for (int i = -WarmUps; i < options.Upserts; i++)
        {
            TimeSpan write = bare.Append();
            long started = Stopwatch.GetTimestamp();
            await client.UpsertAsync(Collection, rows, i + WarmUps, 1, cancellationToken);
            TimeSpan upsert = Stopwatch.GetElapsedTime(started);
            if (i >= 0) (writes[i], upserts[i]) = ((uint)write.TotalMicroseconds, (uint)upsert.TotalMicroseconds);
        }

        Measurement disk = Row(BareCase, writes) with { Engine = "disk" };
        Measurement one = Row(UpsertCase, upserts);
        List<Measurement> measurements =
        [
            disk, one with { RatioToReference = one.P50Us / disk.P50Us, Reference = BareCase },
        ];
        foreach (int clients in options.Clients)
            measurements.Add(await TogetherAsync(client, rows, clients, options.RoundTime, cancellationToken));
        return measurements;
    }

    private static async Task<Measurement> TogetherAsync(
        NodeClient client, RowMatrix rows, int clients, TimeSpan time, CancellationToken cancellationToken)
    {
        int next = 0;
        long started = Stopwatch.GetTimestamp();
        List<uint>[] taken = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(RunAsync)));
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        uint[] all = [.. taken.SelectMany(times => times)];
        return Row(ClientsCase, all) with
        {
            Qps = all.Length / seconds,
            Params = new() { ["clients"] = clients, ["count"] = all.Length },
        };

        async Task<List<uint>> RunAsync()
        {
            var times = new List<uint>();
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                // Each row again and again: the collection stays small, and so does what its graph takes.
                int row = Interlocked.Increment(ref next) % rows.Count;
                long sent = Stopwatch.GetTimestamp();
                await client.UpsertAsync(Collection, rows, row, 1, cancellationToken);
                times.Add((uint)Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
            }

            return times;
        }
    }

    private static Measurement Row(string name, uint[] microseconds) => new()
    {
        Suite = "storage",
        Case = name,
        Data = $"points of {StorageOptions.Dimensions} components",
        P50Us = Percentile.Of(microseconds, 0.50),
        P99Us = Percentile.Of(microseconds, 0.99),
        MaxUs = microseconds.Max(),
        Params = new() { ["count"] = microseconds.Length },
    };
}
