using System.Diagnostics;
using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Results;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Evals.Servers;
using NeuralSearch.Index;

namespace NeuralSearch.Evals.Storage;

/// <summary>
/// A node is stopped with all of its points in a checkpoint, and killed with many that are in the log alone: how soon a
/// search is right again, whether all is there, and whether recall is what it was.
/// </summary>
internal static class Restarts
{
    public const string StoppedCase = "restart after a stop";
    public const string KilledCase = "restart after a kill";

    private const string Collection = "points";
    private const int PointsOfAnUpsert = 500;
    private const int Seed = 42;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static async Task<IReadOnlyList<Measurement>> MeasureAsync(
        string folder, StorageOptions options, CancellationToken cancellationToken)
    {
        var generator = new TextLikeVectors(StorageOptions.Dimensions, rank: 64, topics: 2_000, Seed);
        int all = options.Points + options.UnflushedPoints;
        RowMatrix rows = generator.Rows(0, all);
        var set = new VectorSet
        {
            Name = "text384",
            Origin = $"generated in the shape of text embeddings, seed {Seed}",
            Metric = Metric.Cosine,
            Base = rows.Take(options.Points),
            Queries = generator.Rows(all, options.Queries),
        };
        var truth = GroundTruth.Compute(set, StorageOptions.K);
        double before;
        await using (ServerProcess node = await StartAsync())
        {
            using var client = new NodeClient(node);
            await client.CreateAsync(Collection, cancellationToken);
            await UpsertAsync(client, rows, 0, options.Points, cancellationToken);
            await SettleAsync(client, options, folder, cancellationToken);
            before = await RecallAsync(client, set, truth, cancellationToken);
        }

        long started = Stopwatch.GetTimestamp();
        ServerProcess stopped = await StartAsync(neverFlushes: true);
        double afterStop;
        TimeSpan stoppedSearch;
        try
        {
            using var client = new NodeClient(stopped);
            await FindAsync(client, rows, options.Points - 1, cancellationToken);
            stoppedSearch = Stopwatch.GetElapsedTime(started);
            afterStop = await RecallAsync(client, set, truth, cancellationToken);
            await UpsertAsync(client, rows, options.Points, options.UnflushedPoints, cancellationToken);
            await stopped.KillAsync(cancellationToken);
        }
        finally
        {
            await stopped.DisposeAsync();
        }

        started = Stopwatch.GetTimestamp();
        await using ServerProcess killed = await StartAsync();
        using var last = new NodeClient(killed);
        await FindAsync(last, rows, all - 1, cancellationToken);
        TimeSpan killedSearch = Stopwatch.GetElapsedTime(started);
        ulong found = await last.CountAsync(Collection, cancellationToken);
        return
        [
            Row(StoppedCase, stopped, stoppedSearch, unflushed: 0, (ulong)options.Points) with
            {
                Recall = afterStop,
                Params = new(About(stopped, unflushed: 0, lost: 0)) { ["recallBefore"] = Math.Round(before, 4) },
            },
            Row(KilledCase, killed, killedSearch, options.UnflushedPoints, found),
        ];

        Task<ServerProcess> StartAsync(bool neverFlushes = false) => ServerProcess.StartAsync(
            folder, [], cancellationToken, isNode: true, environment: neverFlushes
                ? new Dictionary<string, string> { ["NeuralSearch__CheckpointBytes"] = $"{1L << 40}" }
                : null);

        Measurement Row(string name, ServerProcess node, TimeSpan search, int unflushed, ulong count) => new()
        {
            Suite = "storage",
            Case = name,
            Data = $"{options.Points} x {StorageOptions.Dimensions}, {set.Origin}",
            Seconds = search.TotalSeconds,
            Params = About(node, unflushed, lost: (ulong)(options.Points + unflushed) - count),
        };

        static Dictionary<string, object> About(ServerProcess node, int unflushed, ulong lost) => new()
        {
            ["readySeconds"] = Math.Round(node.UntilReady.TotalSeconds, 3),
            ["unflushed"] = unflushed,
            ["lost"] = lost,
        };
    }

    private static async Task UpsertAsync(
        NodeClient client, RowMatrix rows, int first, int count, CancellationToken cancellationToken)
    {
        for (int row = first; row < first + count; row += PointsOfAnUpsert)
            await client.UpsertAsync(
                Collection, rows, row, Math.Min(PointsOfAnUpsert, first + count - row), cancellationToken);
    }

    /// <summary>Waits until all points are in the graph and a checkpoint has made the log superfluous.</summary>
    private static async Task SettleAsync(
        NodeClient client, StorageOptions options, string folder, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        while (await client.IndexedAsync(Collection, cancellationToken) < (ulong)options.Points
            || (options.AwaitsCheckpoint && Directory.EnumerateFiles(folder, "*.wal", SearchOption.AllDirectories).Any()))
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new InvalidOperationException($"The node had no checkpoint of all points after {Patience}.");
            await Task.Delay(Interval, cancellationToken);
        }
    }

    /// <summary>Asks for a point by its vector: nothing is nearer.</summary>
    private static async Task FindAsync(
        NodeClient client, RowMatrix rows, int row, CancellationToken cancellationToken)
    {
        int[] found = await client.NearestAsync(Collection, rows[row].ToArray(), cancellationToken);
        if (found.FirstOrDefault(-1) != row)
            throw new InvalidOperationException($"The search for point {row} found {string.Join(", ", found)}.");
    }

    private static async Task<double> RecallAsync(
        NodeClient client, VectorSet set, GroundTruth truth, CancellationToken cancellationToken)
    {
        IntMatrix answers = IntMatrix.Empty(set.Queries.Count, StorageOptions.K);
        for (int query = 0; query < answers.Count; query++)
        {
            int[] found = await client.NearestAsync(Collection, set.Queries[query].ToArray(), cancellationToken);
            if (found.Length != StorageOptions.K)
                throw new InvalidOperationException($"Query {query} found {found.Length} of {StorageOptions.K}.");
            found.CopyTo(answers[query]);
        }

        return Recall.Of(answers, truth, set).ByDistance;
    }
}
