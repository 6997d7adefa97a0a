using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Query.Answer;
using NeuralSearch.Query.Pipeline;
using Collections = NeuralSearch.Contracts.Qdrant.Collections;

namespace NeuralSearch.Query.Http;

/// <summary><c>GET /v1/collections</c>: the node's collections, in the order of their names.</summary>
internal sealed class CollectionsEndpoint(
    Collections.CollectionsClient collections, IOptions<QueryOptions> options, TimeProvider time)
{
    public async Task<JsonHttpResult<CollectionList>> ListAsync(HttpContext context)
    {
        var call = new CallOptions(
            deadline: time.GetUtcNow().UtcDateTime + options.Value.Timeout, cancellationToken: context.RequestAborted);
        var list = await collections.ListAsync(new ListCollectionsRequest(), call);
        var summaries = new List<CollectionSummary>();
        foreach (var name in list.Collections.Select(c => c.Name).Order(StringComparer.Ordinal))
            if (await SummaryAsync(name, call) is { } summary) summaries.Add(summary);
        return TypedResults.Json(new CollectionList(summaries), QueryJson.Web.CollectionList);
    }

    private async Task<CollectionSummary?> SummaryAsync(string name, CallOptions call)
    {
        try
        {
            var response = await collections.GetAsync(new GetCollectionInfoRequest { CollectionName = name }, call);
            return Summary(name, response.Result);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound)
        {
            // Deleted between the list and this call: there is nothing to say about it.
            return null;
        }
    }

    private static CollectionSummary Summary(string name, CollectionInfo info)
    {
        var vector = info.Config?.Params?.VectorsConfig?.Params;
        return new CollectionSummary(
            name,
            checked((long)info.PointsCount),
            vector is null ? null : checked((int)vector.Size),
            vector?.Distance.ToString(),
            Status(info.Status),
            CollectionModels.Of(info));
    }

    private static string Status(CollectionStatus status) => status switch
    {
        CollectionStatus.Green => "green",
        CollectionStatus.Yellow => "yellow",
        CollectionStatus.Red => "red",
        CollectionStatus.Grey => "grey",
        _ => "unknown",
    };
}
