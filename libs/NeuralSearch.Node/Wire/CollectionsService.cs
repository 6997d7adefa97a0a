using System.Diagnostics;
using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Wire;

/// <summary><c>qdrant.Collections</c> over a store; RPCs that are not overridden answer UNIMPLEMENTED.</summary>
public sealed class CollectionsService(CollectionStore store) : Contracts.Qdrant.Collections.CollectionsBase
{
    /// <inheritdoc/>
    public override async Task<CollectionOperationResponse> Create(CreateCollection request, ServerCallContext context)
    {
        long started = Stopwatch.GetTimestamp();
        await store.CreateAsync(CollectionSchema.From(request.Clone()), context.CancellationToken);
        return new CollectionOperationResponse { Result = true, Time = Seconds(started) };
    }

    /// <inheritdoc/>
    public override async Task<CollectionOperationResponse> Delete(DeleteCollection request, ServerCallContext context)
    {
        long started = Stopwatch.GetTimestamp();
        bool existed = await store.DeleteAsync(request.CollectionName, context.CancellationToken);
        return new CollectionOperationResponse { Result = existed, Time = Seconds(started) };
    }

    /// <inheritdoc/>
    public override Task<ListCollectionsResponse> List(ListCollectionsRequest request, ServerCallContext context)
    {
        long started = Stopwatch.GetTimestamp();
        var response = new ListCollectionsResponse();
        response.Collections.Add(store.Names.Select(name => new CollectionDescription { Name = name }));
        response.Time = Seconds(started);
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override Task<CollectionExistsResponse> CollectionExists(
        CollectionExistsRequest request, ServerCallContext context)
    {
        long started = Stopwatch.GetTimestamp();
        var exists = new CollectionExists { Exists = store.Contains(request.CollectionName) };
        return Task.FromResult(new CollectionExistsResponse { Result = exists, Time = Seconds(started) });
    }

    /// <inheritdoc/>
    public override Task<GetCollectionInfoResponse> Get(GetCollectionInfoRequest request, ServerCallContext context)
    {
        long started = Stopwatch.GetTimestamp();
        CollectionInfo info = CollectionInfoEncoder.Describe(store.Get(request.CollectionName));
        return Task.FromResult(new GetCollectionInfoResponse { Result = info, Time = Seconds(started) });
    }

    private static double Seconds(long started) => Stopwatch.GetElapsedTime(started).TotalSeconds;
}
