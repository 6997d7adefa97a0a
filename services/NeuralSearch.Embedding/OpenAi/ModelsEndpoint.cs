using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace NeuralSearch.Embedding.OpenAi;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{model}</c>, compatible with OpenAI's.</summary>
internal static class ModelsEndpoint
{
    private const string Owner = "neuralsearch";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/models", (IServedModel model) =>
                Results.Json(new ModelList("list", [Describe(model)]), OpenAiJson.Default.ModelList))
            .WithName("ListModels")
            .WithTags("Embeddings")
            .WithSummary("The embedding model that is served, as a list of OpenAI's shape.")
            .Produces<ModelList>();
        app.MapGet("/v1/models/{**id}", Find)
            .WithName("GetModel")
            .WithTags("Embeddings")
            .WithSummary("One embedding model.")
            .Produces<ModelItem>()
            .Produces<OpenAiErrorResponse>(StatusCodes.Status404NotFound);
    }

    private static IResult Find(string id, IServedModel model)
    {
        // The router leaves %2F as it is, and names such as "organisation/model" arrive with it.
        id = Uri.UnescapeDataString(id);
        if (id == model.Name) return Results.Json(Describe(model), OpenAiJson.Default.ModelItem);

        OpenAiException error = OpenAiException.Invalid(
            $"The model '{id}' does not exist here; '{model.Name}' does.", "model", "model_not_found", status: 404);
        return Results.Json(
            new OpenAiErrorResponse(error.Error), OpenAiJson.Default.OpenAiErrorResponse, statusCode: error.Status);
    }

    // When a model was made is not known; clients need the field.
    private static ModelItem Describe(IServedModel model) => new(model.Name, "model", 0, Owner);
}

/// <summary>The answer of <c>GET /v1/models</c>.</summary>
internal sealed record ModelList(string Object, IReadOnlyList<ModelItem> Data);

/// <summary>A model.</summary>
/// <param name="Id">Its name, as requests for embeddings give it.</param>
/// <param name="Object">"model".</param>
/// <param name="Created">Seconds since 1970; 0, as it is not known.</param>
/// <param name="OwnedBy">Who serves it.</param>
internal sealed record ModelItem(string Id, string Object, long Created, string OwnedBy);
