using Google.Protobuf;
using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using CollectionsService = NeuralSearch.Contracts.Qdrant.Collections;
using NodeService = NeuralSearch.Contracts.Qdrant.Qdrant;
using PointsService = NeuralSearch.Contracts.Qdrant.Points;

namespace NeuralSearch.UnitTests.Query;

/// <summary>
/// A vector node that answers from lists: hits are given with their scores, in the node's order. It keeps the
/// requests it was sent, leaves out payload that was not asked for, and can be told to fail.
/// </summary>
internal sealed class FakeNode : UnaryCallInvoker
{
    private readonly Dictionary<string, List<ScoredPoint>> _collections = new(StringComparer.Ordinal);

    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FakeNode()
    {
        Points = new PointsService.PointsClient(this);
        Collections = new CollectionsService.CollectionsClient(this);
        Node = new NodeService.QdrantClient(this);
    }

    public PointsService.PointsClient Points { get; }

    public CollectionsService.CollectionsClient Collections { get; }

    public NodeService.QdrantClient Node { get; }

    public List<QueryPoints> Queries { get; } = [];

    public List<CallOptions> Calls { get; } = [];

    /// <summary>Thrown by every call while set.</summary>
    public RpcException? Failure { get; set; }

    /// <summary>Calls but health checks never end by themselves while set, only by their cancellation.</summary>
    public bool Hangs { get; set; }

    /// <summary>Ends when a call hangs.</summary>
    public Task HangReached => _reached.Task;

    /// <summary>Ends when the hanging call is cancelled.</summary>
    public Task HangCancelled => _cancelled.Task;

    /// <summary>Points that Get does not find although Query did.</summary>
    public HashSet<string> Vanished { get; } = [];

    public FakeNode With(string collection, params IEnumerable<ScoredPoint> hits)
    {
        _collections[collection] = [.. hits];
        return this;
    }

    public static ScoredPoint Hit(
        string uuid, string? document, float score, string text = "", params (string Key, Value Value)[] fields)
    {
        var hit = new ScoredPoint { Id = new PointId { Uuid = uuid }, Score = score };
        if (document is not null) hit.Payload["document"] = new Value { StringValue = document };
        hit.Payload["text"] = new Value { StringValue = text };
        hit.Payload["chunk"] = new Value { IntegerValue = 0 };
        hit.Payload["chunk_start"] = new Value { IntegerValue = 0 };
        hit.Payload["chunk_end"] = new Value { IntegerValue = text.Length };
        foreach (var (key, value) in fields) hit.Payload[key] = value;
        return hit;
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        Calls.Add(options);
        return new AsyncUnaryCall<TResponse>(
            AnswerAsync<TResponse>((IMessage)request, options),
            Task.FromResult(Metadata.Empty),
            () => Status.DefaultSuccess,
            () => Metadata.Empty,
            () => { });
    }

    private async Task<TResponse> AnswerAsync<TResponse>(IMessage request, CallOptions options)
        where TResponse : class
    {
        await Task.Yield();
        if (Failure is not null) throw Failure;
        if (Hangs && request is not HealthCheckRequest)
        {
            await using var registration = options.CancellationToken.Register(_cancelled.SetResult);
            _reached.SetResult();
            await _cancelled.Task;
            throw new RpcException(new Status(StatusCode.Cancelled, "cancelled"));
        }

        return (TResponse)(object)(request switch
        {
            QueryPoints query => Answer(query),
            GetPoints get => Answer(get),
            ListCollectionsRequest => Names(),
            GetCollectionInfoRequest info => Info(info.CollectionName),
            HealthCheckRequest => new HealthCheckReply { Title = "fake", Version = "1.18.0" },
            _ => throw new NotSupportedException(request.Descriptor.Name),
        });
    }

    private QueryResponse Answer(QueryPoints query)
    {
        Queries.Add(query.Clone());
        var included = query.WithPayload.Include.Fields.ToHashSet();
        var response = new QueryResponse();
        foreach (var hit in Collection(query.CollectionName).Take((int)query.Limit))
        {
            var shown = hit.Clone();
            foreach (var key in hit.Payload.Keys.Where(key => !included.Contains(key))) shown.Payload.Remove(key);
            response.Result.Add(shown);
        }

        return response;
    }

    private GetResponse Answer(GetPoints get)
    {
        var response = new GetResponse();
        foreach (var id in get.Ids)
            if (!Vanished.Contains(id.Uuid) && Collection(get.CollectionName).Find(p => p.Id.Equals(id)) is { } point)
                response.Result.Add(new RetrievedPoint { Id = id, Payload = { point.Payload } });
        return response;
    }

    private ListCollectionsResponse Names() =>
        new() { Collections = { _collections.Keys.Select(name => new CollectionDescription { Name = name }) } };

    private GetCollectionInfoResponse Info(string name) => new()
    {
        Result = new CollectionInfo
        {
            Status = CollectionStatus.Green,
            PointsCount = (ulong)Collection(name).Count,
            Config = new CollectionConfig
            {
                Params = new CollectionParams
                {
                    VectorsConfig = new VectorsConfig
                    {
                        Params = new VectorParams { Size = 3, Distance = Distance.Cosine },
                    },
                },
                Metadata = { ["model"] = new Value { StringValue = "toy" } },
            },
        },
    };

    private List<ScoredPoint> Collection(string name) =>
        _collections.TryGetValue(name, out var hits)
            ? hits
            : throw new RpcException(new Status(StatusCode.NotFound, $"Not found: Collection `{name}` doesn't exist!"));
}
