using System.Diagnostics;
using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Snapshots;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Wire;

/// <summary>
/// <c>qdrant.Snapshots</c> over a store. Of a whole node there are none: each collection has its own.
/// </summary>
public sealed class SnapshotsService(SnapshotStore snapshots) : Contracts.Qdrant.Snapshots.SnapshotsBase
{
    /// <inheritdoc/>
    public override async Task<CreateSnapshotResponse> Create(CreateSnapshotRequest request, ServerCallContext context)
    {
        long started = Stopwatch.GetTimestamp();
        CollectionName.Check(request.CollectionName);
        SnapshotDescription made = await snapshots.CreateAsync(request.CollectionName, context.CancellationToken);
        return new CreateSnapshotResponse { SnapshotDescription = made, Time = Seconds(started) };
    }

    /// <inheritdoc/>
    public override Task<ListSnapshotsResponse> List(ListSnapshotsRequest request, ServerCallContext context)
    {
        long started = Stopwatch.GetTimestamp();
        var response = new ListSnapshotsResponse();
        response.SnapshotDescriptions.Add(snapshots.List(request.CollectionName));
        response.Time = Seconds(started);
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override Task<DeleteSnapshotResponse> Delete(DeleteSnapshotRequest request, ServerCallContext context)
    {
        long started = Stopwatch.GetTimestamp();
        CheckName(request.SnapshotName);
        snapshots.Delete(request.CollectionName, request.SnapshotName);
        return Task.FromResult(new DeleteSnapshotResponse { Time = Seconds(started) });
    }

    /// <inheritdoc/>
    public override Task<ListSnapshotsResponse> ListFull(ListFullSnapshotsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListSnapshotsResponse());

    /// <inheritdoc/>
    public override Task<DeleteSnapshotResponse> DeleteFull(
        DeleteFullSnapshotRequest request, ServerCallContext context)
    {
        CheckName(request.SnapshotName);
        throw new NotFoundException($"Not found: Snapshot {request.SnapshotName} not found");
    }

    private static void CheckName(string name)
    {
        if (name.Length == 0)
            throw new InvalidRequestException(
                "Validation error in body: [snapshot_name: value \"\" invalid, must be at least 1 characters]");
    }

    private static double Seconds(long started) => Stopwatch.GetElapsedTime(started).TotalSeconds;
}
