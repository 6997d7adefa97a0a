using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using NeuralSearch.Client;
using NeuralSearch.Client.Channels;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Notebooks.Library;

/// <summary>A collection of its own at a node, or at any Qdrant, by Qdrant's gRPC.</summary>
internal sealed class WireTarget : SearchTarget
{
    private const int UpsertPoints = 256;

    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan IndexingLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan IndexingPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StandstillLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LastCallLimit = TimeSpan.FromSeconds(3);
    private static readonly ConcurrentDictionary<WireTarget, bool> Open = new();

    private readonly VectorStoreChannel _channel;
    private readonly Points.PointsClient _points;
    private readonly Collections.CollectionsClient _collections;
    private readonly string _collection = $"notebook-{Guid.NewGuid():N}";

    /// <summary>A notebook that fails or is closed reaches no last cell; its collections go with the process.</summary>
    static WireTarget() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (WireTarget target in Open.Keys) target.DeleteAtExit();
    };

    private WireTarget(VectorStoreAddress address)
    {
        _channel = new VectorStoreChannel(address, NullLoggerFactory.Instance);
        _points = new Points.PointsClient(_channel.Invoker);
        _collections = new Collections.CollectionsClient(_channel.Invoker);
    }

    public override string Name => $"{_channel.Address}";

    public static async Task<WireTarget> CreateAsync(VectorStoreAddress address, int dimensions)
    {
        var target = new WireTarget(address);
        await target._collections.CreateAsync(
            new CreateCollection
            {
                CollectionName = target._collection,
                VectorsConfig = new VectorsConfig
                {
                    Params = new VectorParams { Size = (ulong)dimensions, Distance = Distance.Cosine },
                },

                // In kilobytes: Qdrant builds no graph for less, and a notebook's rows would be scanned.
                OptimizersConfig = new OptimizersConfigDiff { IndexingThreshold = 1 },
            },
            deadline: DateTime.UtcNow + CallLimit);
        Open[target] = true;
        return target;
    }

    public override async Task AddAsync(IReadOnlyList<float[]> rows, IReadOnlyList<Fields> fields)
    {
        if (fields.Count > 0) await IndexFieldsAsync(fields[0]);
        for (int first = 0; first < rows.Count; first += UpsertPoints)
        {
            var upsert = new UpsertPoints { CollectionName = _collection, Wait = true };
            for (int row = first; row < Math.Min(first + UpsertPoints, rows.Count); row++)
                upsert.Points.Add(PointOf(row, rows[row], fields.Count > 0 ? fields[row] : null));
            await _points.UpsertAsync(upsert, deadline: DateTime.UtcNow + CallLimit);
        }

        await WaitUntilIndexedAsync();
    }

    public override async ValueTask<Answer> SearchAsync(
        float[] query, int k, int ef = 0, PointFilter? filter = null)
    {
        var request = new QueryPoints
        {
            CollectionName = _collection,
            Query = new Query { Nearest = new VectorInput { Dense = DenseOf(query) } },
            Limit = (ulong)k,
            Filter = filter?.Message,
            WithPayload = new WithPayloadSelector { Enable = false },
        };
        if (ef > 0) request.Params = new SearchParams { HnswEf = (ulong)ef };
        long started = Stopwatch.GetTimestamp();
        QueryResponse answer = await _points.QueryAsync(request, deadline: DateTime.UtcNow + CallLimit);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        return new Answer([.. answer.Result.Select(p => new Hit((int)p.Id.Num, p.Score))], elapsed, Statistics: null);
    }

    public override async ValueTask DisposeAsync()
    {
        if (!Open.TryRemove(this, out _)) return;
        await _collections.DeleteAsync(
            new DeleteCollection { CollectionName = _collection }, deadline: DateTime.UtcNow + CallLimit);
        await _channel.DisposeAsync();
    }

    private async Task IndexFieldsAsync(Fields example)
    {
        IEnumerable<(string Name, FieldType Type)> named =
            example.Numbers.Keys.Select(name => (name, FieldType.Integer))
                .Concat(example.Words.Keys.Select(name => (name, FieldType.Keyword)));
        foreach ((string name, FieldType type) in named)
        {
            await _points.CreateFieldIndexAsync(
                new CreateFieldIndexCollection
                {
                    CollectionName = _collection,
                    FieldName = name,
                    FieldType = type,
                    Wait = true,
                },
                deadline: DateTime.UtcNow + CallLimit);
        }
    }

    /// <summary>
    /// Until all points are in the graph, or the node has nothing left to do and their number stands still: few points
    /// get no graph, and Qdrant leaves the newest out.
    /// </summary>
    private async Task WaitUntilIndexedAsync()
    {
        long started = Stopwatch.GetTimestamp(), moved = started;
        ulong indexed = 0;
        while (true)
        {
            CollectionInfo info = (await _collections.GetAsync(
                new GetCollectionInfoRequest { CollectionName = _collection }, deadline: DateTime.UtcNow + CallLimit)).Result;
            if (info.IndexedVectorsCount != indexed) moved = Stopwatch.GetTimestamp();
            indexed = info.IndexedVectorsCount;
            bool isDone = indexed >= info.PointsCount || Stopwatch.GetElapsedTime(moved) > StandstillLimit;
            if (isDone && info.Status == CollectionStatus.Green) return;
            if (Stopwatch.GetElapsedTime(started) > IndexingLimit)
                throw new TimeoutException($"{Name}: {indexed} of {info.PointsCount} points in the graph after {IndexingLimit}.");
            await Task.Delay(IndexingPause);
        }
    }

    private void DeleteAtExit()
    {
        try
        {
            _collections.Delete(
                new DeleteCollection { CollectionName = _collection }, deadline: DateTime.UtcNow + LastCallLimit);
        }
        catch (RpcException error)
        {
            Console.Error.WriteLine($"The collection {_collection} stays at {Name}: {error.Status.Detail}");
        }
    }

    private static PointStruct PointOf(int row, float[] values, Fields? fields)
    {
        var point = new PointStruct
        {
            Id = new PointId { Num = (ulong)row },
            Vectors = new Vectors { Vector = new Vector { Dense = DenseOf(values) } },
        };
        foreach ((string name, long number) in fields?.Numbers ?? new Dictionary<string, long>())
            point.Payload[name] = new Value { IntegerValue = number };
        foreach ((string name, string[] words) in fields?.Words ?? new Dictionary<string, string[]>())
        {
            var list = new ListValue();
            list.Values.AddRange(words.Select(word => new Value { StringValue = word }));
            point.Payload[name] = new Value { ListValue = list };
        }

        return point;
    }

    private static DenseVector DenseOf(float[] values)
    {
        var dense = new DenseVector();
        dense.Data.AddRange(values);
        return dense;
    }
}
