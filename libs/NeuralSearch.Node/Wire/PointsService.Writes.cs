using System.Diagnostics;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Filters;
using NeuralSearch.Node.Log;
using NeuralSearch.Node.Memory;
using NeuralSearch.Node.Payload;
using NeuralSearch.Node.Points;
using NeuralSearch.Node.Query;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Wire;

public sealed partial class PointsService
{
    /// <inheritdoc/>
    public override Task<PointsOperationResponse> Upsert(UpsertPoints request, ServerCallContext context)
    {
        long started = Stopwatch.GetTimestamp();
        if (request.Points.Count == 0) throw new InvalidRequestException("Bad request: Empty update request");
        Collection collection = Write(request.CollectionName, request.ShardKeySelector);
        if (request.HasUnknownFields || request.Points.Any(point => point.HasUnknownFields))
            throw new InvalidRequestException(
                "UpsertPoints has fields that this version does not know: nothing is stored in part");
        StoredPoint[] points = [.. request.Points.Select(point => Read(collection.Schema, point))];
        FilterCondition? filter = QueryDecoder.Filter(collection.State, request.UpdateFilter);
        UpdateMode mode = request.HasUpdateMode ? request.UpdateMode : UpdateMode.Upsert;
        bool readsState = filter is not null || mode != UpdateMode.Upsert;

        var need = new MemoryNeed(
            $"Upserting {points.Length} points into collection `{collection.Schema.Name}`",
            collection.Memory.EstimateBytes(points));
        var write = new PendingWrite(Decide, readsState, need);
        return WriteAsync(
            collection, write, request.Wait, TimeoutOf(request.HasTimeout, request.Timeout), started, context);

        LogOperation? Decide()
        {
            if (!readsState) return new UpsertOperation(points);
            using CollectionSnapshot snapshot = collection.State.TakeSnapshot();
            StoredPoint[] chosen = [.. points.Where(point => IsChosen(snapshot, point.Key, mode, filter))];
            return chosen.Length == 0 ? null : new UpsertOperation(chosen);
        }
    }

    /// <inheritdoc/>
    public override Task<PointsOperationResponse> Delete(DeletePoints request, ServerCallContext context)
    {
        long started = Stopwatch.GetTimestamp();
        Collection collection = Write(request.CollectionName, request.ShardKeySelector);
        if (request.HasUnknownFields || request.Points is { HasUnknownFields: true } or { Points.HasUnknownFields: true })
            throw new InvalidRequestException(
                "DeletePoints has fields that this version does not know: nothing is deleted in part");
        PendingWrite write = request.Points?.PointsSelectorOneOfCase switch
        {
            null => throw new InvalidRequestException("PointSelector is missing"),
            PointsSelector.PointsSelectorOneOfOneofCase.Points =>
                DeleteOf([.. request.Points.Points.Ids.Select(PointKey.From)]),
            PointsSelector.PointsSelectorOneOfOneofCase.Filter =>
                DeleteBy(collection.State, collection.State.Filters.Compile(request.Points.Filter)),
            _ => throw new InvalidRequestException("Malformed PointsSelector type"),
        };
        return WriteAsync(
            collection, write, request.Wait, TimeoutOf(request.HasTimeout, request.Timeout), started, context);
    }

    /// <inheritdoc/>
    public override Task<PointsOperationResponse> CreateFieldIndex(
        CreateFieldIndexCollection request, ServerCallContext context)
    {
        long started = Stopwatch.GetTimestamp();
        Collection collection = store.Get(request.CollectionName);
        CreateFieldIndexCollection definition = FieldIndexDefinition.Check(request);
        var write = new PendingWrite(() => new CreateFieldIndexOperation(definition.ToByteArray()), readsState: false);
        return WriteAsync(
            collection, write, request.Wait, TimeoutOf(request.HasTimeout, request.Timeout), started, context);
    }

    /// <inheritdoc/>
    public override Task<PointsOperationResponse> DeleteFieldIndex(
        DeleteFieldIndexCollection request, ServerCallContext context)
    {
        long started = Stopwatch.GetTimestamp();
        Collection collection = store.Get(request.CollectionName);
        byte[] field = Encoding.UTF8.GetBytes(JsonPath.Parse(request.FieldName).Text);
        var write = new PendingWrite(() => new DeleteFieldIndexOperation(field), readsState: false);
        return WriteAsync(
            collection, write, request.Wait, TimeoutOf(request.HasTimeout, request.Timeout), started, context);
    }

    private Collection Write(string name, ShardKeySelector? shardKeys)
    {
        Collection collection = store.Get(name);
        ClusterFields.CheckWrite(shardKeys);
        return collection;
    }

    private static StoredPoint Read(CollectionSchema schema, PointStruct point) => new(
        PointKey.From(point.Id), PayloadCodec.Encode(point.Payload), VectorCodec.Decode(schema, point.Vectors));

    private static bool IsChosen(CollectionSnapshot snapshot, PointKey key, UpdateMode mode, FilterCondition? filter)
    {
        if (!snapshot.TryGetOffset(key, out uint offset)) return mode != UpdateMode.UpdateOnly;
        return mode != UpdateMode.InsertOnly && filter?.Matches(snapshot[offset].View) != false;
    }

    private static PendingWrite DeleteOf(PointKey[] keys) => keys.Length == 0
        ? throw new InvalidRequestException("Bad request: Empty update request")
        : new PendingWrite(() => new DeleteOperation(keys), readsState: false);

    private static PendingWrite DeleteBy(CollectionState state, FilterCondition filter) => new(
        () =>
        {
            var keys = new List<PointKey>();
            using CollectionSnapshot snapshot = state.TakeSnapshot();
            foreach (uint offset in snapshot.Passing(filter)) keys.Add(snapshot[offset].Key);
            return keys.Count == 0 ? null : new DeleteOperation(keys);
        },
        readsState: true);

    private static TimeSpan? TimeoutOf(bool isGiven, ulong seconds) =>
        isGiven ? TimeSpan.FromSeconds(Math.Min(seconds, 86_400)) : null;

    private static async Task<PointsOperationResponse> WriteAsync(
        Collection collection, PendingWrite write, bool wait, TimeSpan? timeout, long started,
        ServerCallContext context)
    {
        // Without wait a client asks for less than durable; it gets the same, since a group commit costs it little.
        var result = new UpdateResult { Status = wait ? UpdateStatus.Completed : UpdateStatus.Acknowledged };
        Task<ulong> done = collection.WriteAsync(write, context.CancellationToken);
        try
        {
            result.OperationId = await (timeout is null ? done : done.WaitAsync(timeout.Value));
        }
        catch (TimeoutException)
        {
            // The write goes on; the client asked not to wait longer for it.
            result.Status = UpdateStatus.WaitTimeout;
        }

        return new PointsOperationResponse { Result = result, Time = Seconds(started) };
    }
}
