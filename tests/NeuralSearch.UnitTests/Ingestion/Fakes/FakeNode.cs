using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Fakes;

/// <summary>An in-memory vector node with what ingestion uses; every message passes through its bytes.</summary>
internal sealed class FakeNode : UnaryCallInvoker
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Stored> _collections = [];

    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Runs before a call takes effect: may wait or throw. Gets the RPC's name and request.</summary>
    public Func<string, IMessage, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs after a call took effect and before it is answered: a throw is a lost answer.</summary>
    public Func<string, IMessage, Task> After { get; set; } = (_, _) => Task.CompletedTask;

    public UpdateStatus WriteStatus { get; set; } = UpdateStatus.Completed;

    public IReadOnlyCollection<string> CollectionNames
    {
        get
        {
            lock (_lock)
                return [.. _collections.Keys];
        }
    }

    public IReadOnlyList<PointStruct> PointsOf(string collection)
    {
        lock (_lock)
            return _collections.TryGetValue(collection, out Stored? stored) ? [.. stored.Points.Values] : [];
    }

    /// <summary>"document/chunk: passage" of every point, sorted.</summary>
    public IReadOnlyList<string> PassagesOf(string collection) =>
    [
        .. PointsOf(collection)
            .Select(point => $"{point.Payload["document"].StringValue}/{point.Payload["chunk"].IntegerValue:D4}: "
                + point.Payload["text"].StringValue)
            .Order(StringComparer.Ordinal),
    ];

    public CreateCollection DefinitionOf(string collection)
    {
        lock (_lock)
            return _collections[collection].Definition;
    }

    public IReadOnlyDictionary<string, FieldType> IndexesOf(string collection)
    {
        lock (_lock)
            return new Dictionary<string, FieldType>(_collections[collection].Indexes);
    }

    public void Create(CreateCollection definition)
    {
        lock (_lock)
            _collections.Add(definition.CollectionName, new Stored(definition));
    }

    public void Drop(string collection)
    {
        lock (_lock)
            _collections.Remove(collection);
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        return new AsyncUnaryCall<TResponse>(
            AnswerAsync(), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });

        async Task<TResponse> AnswerAsync()
        {
            await Task.Yield();
            IMessage message = (IMessage)(object)request;
            message = message.Descriptor.Parser.ParseFrom(message.ToByteArray());
            Calls.Enqueue(method.Name);
            await Before(method.Name, message).WaitAsync(options.CancellationToken);
            object response;
            lock (_lock)
                response = Handle(message);
            await After(method.Name, message).WaitAsync(options.CancellationToken);
            return (TResponse)response;
        }
    }

    private object Handle(IMessage message) => message switch
    {
        CollectionExistsRequest request => new CollectionExistsResponse
        {
            Result = new CollectionExists { Exists = _collections.ContainsKey(request.CollectionName) },
        },
        ListCollectionsRequest => new ListCollectionsResponse
        {
            Collections = { _collections.Keys.Select(name => new CollectionDescription { Name = name }) },
        },
        CreateCollection request => Created(request),
        GetCollectionInfoRequest request => new GetCollectionInfoResponse { Result = InfoOf(request.CollectionName) },
        CreateFieldIndexCollection request => Indexed(request),
        UpsertPoints request => Upserted(request),
        DeletePoints request => Deleted(request),
        _ => throw new RpcException(new Status(StatusCode.Unimplemented, message.Descriptor.Name)),
    };

    private CollectionOperationResponse Created(CreateCollection request)
    {
        if (!_collections.TryAdd(request.CollectionName, new Stored(request)))
        {
            throw new RpcException(new Status(
                StatusCode.AlreadyExists, $"Wrong input: Collection `{request.CollectionName}` already exists!"));
        }

        return new CollectionOperationResponse { Result = true };
    }

    private CollectionInfo InfoOf(string name)
    {
        Stored stored = Find(name);
        CollectionInfo info = new()
        {
            PointsCount = (ulong)stored.Points.Count,
            Config = new CollectionConfig
            {
                Params = new CollectionParams { VectorsConfig = stored.Definition.VectorsConfig },
            },
        };
        info.Config.Metadata.Add(stored.Definition.Metadata);
        foreach (string field in stored.Indexes.Keys)
            info.PayloadSchema.Add(field, new PayloadSchemaInfo());
        return info;
    }

    private PointsOperationResponse Indexed(CreateFieldIndexCollection request)
    {
        Find(request.CollectionName).Indexes[request.FieldName] = request.FieldType;
        return Answer();
    }

    private PointsOperationResponse Upserted(UpsertPoints request)
    {
        Stored stored = Find(request.CollectionName);
        Assert.True(request.Wait);
        Assert.NotEmpty(request.Points);
        foreach (PointStruct point in request.Points)
            stored.Points[Guid.Parse(point.Id.Uuid)] = point;
        return Answer();
    }

    private PointsOperationResponse Deleted(DeletePoints request)
    {
        Stored stored = Find(request.CollectionName);
        Assert.True(request.Wait);
        Assert.Equal(0, request.Points.Filter.Should.Count + request.Points.Filter.MustNot.Count);
        foreach ((Guid id, PointStruct point) in stored.Points.ToArray())
        {
            if (request.Points.Filter.Must.All(condition => Matches(condition.Field, point)))
                stored.Points.Remove(id);
        }

        return Answer();
    }

    private static bool Matches(FieldCondition condition, PointStruct point)
    {
        if (!point.Payload.TryGetValue(condition.Key, out Value? value))
            return false;
        return condition.Match is { } match
            ? value.KindCase == Value.KindOneofCase.StringValue
                && (match.Keywords?.Strings.Contains(value.StringValue) ?? value.StringValue == match.Keyword)
            : value.IntegerValue >= condition.Range.Gte;
    }

    private PointsOperationResponse Answer() => new() { Result = new UpdateResult { Status = WriteStatus } };

    private Stored Find(string name) => _collections.TryGetValue(name, out Stored? stored)
        ? stored
        : throw new RpcException(new Status(
            StatusCode.NotFound, $"Not found: Collection `{name}` doesn't exist!"));

    private sealed class Stored(CreateCollection definition)
    {
        public CreateCollection Definition { get; } = definition;

        public Dictionary<Guid, PointStruct> Points { get; } = [];

        public Dictionary<string, FieldType> Indexes { get; } = [];
    }
}
