using System.Diagnostics;
using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Filters;
using NeuralSearch.Node.Points;
using NeuralSearch.Node.Query;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Wire;

/// <summary>
/// <c>qdrant.Points</c> over the collections of a store: hosted by a gRPC server and called in process alike. RPCs
/// that are not overridden answer UNIMPLEMENTED. Messages are borrowed for the call.
/// </summary>
public sealed partial class PointsService(CollectionStore store) : Contracts.Qdrant.Points.PointsBase
{
    /// <inheritdoc/>
    public override Task<GetResponse> Get(GetPoints request, ServerCallContext context)
    {
        long started = Stopwatch.GetTimestamp();
        PointKey[] keys = [.. request.Ids.Select(PointKey.From).Distinct()];
        using CollectionSnapshot snapshot = Read(
            request.CollectionName, request.ShardKeySelector, request.ReadConsistency);
        var encoder = new PointEncoder(snapshot, request.WithPayload, request.WithVectors);
        var response = new GetResponse();
        foreach (PointKey key in keys)
            if (snapshot.TryGetOffset(key, out uint offset)) response.Result.Add(encoder.Retrieved(offset));
        response.Time = Seconds(started);
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override Task<QueryResponse> Query(QueryPoints request, ServerCallContext context)
    {
        long started = Stopwatch.GetTimestamp();
        int limit = QueryDecoder.Limit(request.HasLimit, request.Limit);
        using CollectionSnapshot snapshot = Read(
            request.CollectionName, request.ShardKeySelector, request.ReadConsistency);
        var encoder = new PointEncoder(snapshot, request.WithPayload, request.WithVectors);
        var response = new QueryResponse();
        if (QueryDecoder.Nearest(snapshot, request) is { } query)
        {
            foreach (ScoredOffset point in QueryExecutor.Nearest(snapshot, query))
                response.Result.Add(encoder.Scored(point));
            NodeMetrics.SearchDuration.Record(Seconds(started));
        }
        else
        {
            FilterCondition? filter = QueryDecoder.Filter(snapshot.State, request.Filter);
            int skip = (int)Math.Min(request.Offset, int.MaxValue / 2);
            IReadOnlyList<uint> page = QueryExecutor.Scroll(
                snapshot, filter, from: null, skip + Math.Min(limit, int.MaxValue / 2));
            foreach (uint offset in page.Skip(skip)) response.Result.Add(encoder.Unscored(offset));
        }

        response.Time = Seconds(started);
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override Task<ScrollResponse> Scroll(ScrollPoints request, ServerCallContext context)
    {
        long started = Stopwatch.GetTimestamp();
        int limit = Math.Min(QueryDecoder.Limit(request.HasLimit, request.Limit), int.MaxValue - 1);
        PointKey? from = request.Offset is null ? null : PointKey.From(request.Offset);
        using CollectionSnapshot snapshot = Read(
            request.CollectionName, request.ShardKeySelector, request.ReadConsistency);
        if (request.OrderBy is not null) throw new Errors.UnavailableFeatureException("Scroll with order_by");
        var encoder = new PointEncoder(snapshot, request.WithPayload, request.WithVectors, payloadByDefault: true);

        // One more than asked for: its id is where the next page begins.
        IReadOnlyList<uint> page = QueryExecutor.Scroll(
            snapshot, QueryDecoder.Filter(snapshot.State, request.Filter), from, limit + 1);
        var response = new ScrollResponse();
        foreach (uint offset in page.Take(limit)) response.Result.Add(encoder.Retrieved(offset));
        if (page.Count > limit) response.NextPageOffset = snapshot[page[limit]].Key.ToPointId();
        response.Time = Seconds(started);
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override Task<CountResponse> Count(CountPoints request, ServerCallContext context)
    {
        long started = Stopwatch.GetTimestamp();
        using CollectionSnapshot snapshot = Read(
            request.CollectionName, request.ShardKeySelector, request.ReadConsistency);
        long count = QueryExecutor.Count(snapshot, QueryDecoder.Filter(snapshot.State, request.Filter));
        return Task.FromResult(
            new CountResponse { Result = new CountResult { Count = (ulong)count }, Time = Seconds(started) });
    }

    private CollectionSnapshot Read(string collection, ShardKeySelector? shardKeys, ReadConsistency? consistency)
    {
        CollectionState state = store.Get(collection).State;
        ClusterFields.CheckRead(shardKeys, consistency);
        return state.TakeSnapshot();
    }

    private static double Seconds(long started) => Stopwatch.GetElapsedTime(started).TotalSeconds;
}
