using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.ServiceDefaults.Problems;
using Collections = NeuralSearch.Contracts.Qdrant.Collections;

namespace NeuralSearch.Query.Pipeline;

/// <summary>
/// Which model the vectors of a collection are of. Vectors of two models look alike and cannot be compared: a search with
/// another model than the collection's would answer, and mean nothing. Thread-safe.
/// </summary>
internal sealed class CollectionModels(Collections.CollectionsClient collections, TimeProvider time)
{
    private const string ModelKey = "model";
    private const int MostRemembered = 1_000;

    // A collection may be deleted and made anew with another model.
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (string? Model, long ReadAt)> _known = new(StringComparer.Ordinal);

    /// <summary>The model that ingestion noted in the collection, or null.</summary>
    public static string? Of(CollectionInfo info) =>
        info.Config?.Metadata.TryGetValue(ModelKey, out var model) is true
            && model.KindCase == Value.KindOneofCase.StringValue
            ? model.StringValue
            : null;

    /// <summary>Lets a vector of this model into the collection; a model that either side does not name passes.</summary>
    /// <exception cref="ProblemException">The collection is of another model.</exception>
    /// <exception cref="RpcException">The node refuses or fails.</exception>
    public async ValueTask EnsureSameAsync(string collection, string? model, CallOptions call)
    {
        if (model is null || await ModelOfAsync(collection, call) is not { } stored || stored == model) return;

        throw new ProblemException(new Problem(
            StatusCodes.Status409Conflict,
            $"The vectors of collection \"{collection}\" are of the model '{stored}', and questions are embedded by "
            + $"'{model}': the two cannot be compared. Serve '{stored}' again, or ingest into a new collection."));
    }

    private async ValueTask<string?> ModelOfAsync(string collection, CallOptions call)
    {
        if (_known.TryGetValue(collection, out var known) && time.GetElapsedTime(known.ReadAt) < Lifetime)
            return known.Model;

        var answer = await collections.GetAsync(new GetCollectionInfoRequest { CollectionName = collection }, call);
        var model = Of(answer.Result);
        if (_known.Count >= MostRemembered) _known.Clear();
        _known[collection] = (model, time.GetTimestamp());
        return model;
    }
}
