using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using NeuralSearch.Query.Answer;
using NeuralSearch.ServiceDefaults.Limits;
using NeuralSearch.ServiceDefaults.Problems;

namespace NeuralSearch.Query.Http;

/// <summary>The routes of the service, with what the API document says about them.</summary>
internal static class SearchRoutes
{
    private const string ExampleBody =
        """
        {
          "query": "a lonely robot cleans the abandoned earth",
          "collection": "films",
          "filter": { "must": [{ "key": "year", "range": { "gte": 1980 } }] },
          "top": 5
        }
        """;

    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/v1").WithTags("Search");

        api.MapPost("/search", (HttpContext context, SearchEndpoint endpoint) => endpoint.AnswerAsync(context))
            .WithName("search")
            .WithSummary("Search by meaning")
            .WithDescription(
                "Finds the documents whose best passage is nearest in meaning to the query, and says why. "
                + "One result a document; page with `top` and `offset`.")
            .WithMetadata(new RequestSizeLimitAttribute(SearchLimits.MaxBodyBytes))
            .RequireAdmission()
            .Accepts<SearchBody>("application/json")
            .Produces<SearchAnswer>()
            .ProducesProblems(400, 404, 413, 415, 429, 503, 504)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.RequestBody!.Content!["application/json"].Example = JsonNode.Parse(ExampleBody);
                return Task.CompletedTask;
            });

        api.MapGet("/collections", (HttpContext context, CollectionsEndpoint endpoint) => endpoint.ListAsync(context))
            .WithName("collections")
            .WithSummary("List the collections")
            .WithDescription("What can be searched, how much is in it, and which model its vectors are from.")
            .Produces<CollectionList>()
            .ProducesProblems(503, 504);
    }

    private static RouteHandlerBuilder ProducesProblems(
        this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) route.Produces<ProblemDocument>(status, "application/problem+json");
        return route;
    }
}
