using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Ingestion.Pipeline;

namespace NeuralSearch.Ingestion.Store;

/// <summary>
/// Durable, idempotent writes to the vector node: a call that returns is on the node's disk. Thread-safe.
/// </summary>
internal sealed class PointWriter(Points.PointsClient points, RetryPolicy retry, IngestionOptions options)
{
    public Task UpsertAsync(
        string collection, IReadOnlyCollection<PointStruct> batch, CancellationToken cancellationToken)
    {
        UpsertPoints request = new() { CollectionName = collection, Wait = true };
        request.Points.AddRange(batch);
        return retry.ExecuteAsync(
            $"Storing {batch.Count} chunks in collection '{collection}'",
            async token => RequireCompleted(await points.UpsertAsync(request, Call(token))),
            cancellationToken);
    }

    public Task DeleteAsync(string collection, Filter filter, CancellationToken cancellationToken)
    {
        DeletePoints request = new()
        {
            CollectionName = collection,
            Wait = true,
            Points = new PointsSelector { Filter = filter },
        };
        return retry.ExecuteAsync(
            $"Deleting chunks from collection '{collection}'",
            async token => RequireCompleted(await points.DeleteAsync(request, Call(token))),
            cancellationToken);
    }

    /// <summary>Acknowledged or timed out is not durable: the call is made again.</summary>
    private static UpdateResult RequireCompleted(PointsOperationResponse response) =>
        response.Result.Status == UpdateStatus.Completed
            ? response.Result
            : throw new TimeoutException($"the vector node answered '{response.Result.Status}' instead of 'Completed'");

    private CallOptions Call(CancellationToken cancellationToken) =>
        new(deadline: DateTime.UtcNow + options.NodeTimeout, cancellationToken: cancellationToken);
}
