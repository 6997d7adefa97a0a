using Grpc.Core;
using Microsoft.AspNetCore.Http;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.ServiceDefaults.Problems;
using Collections = NeuralSearch.Contracts.Qdrant.Collections;

namespace NeuralSearch.Query.Pipeline;

/// <summary>Which collection a query means, and what to say when it means none.</summary>
internal sealed class CollectionChoice(Collections.CollectionsClient collections)
{
    // A store may hold thousands; an error message is for reading.
    private const int NamesInMessage = 20;

    private const string HowToIngest =
        "Ingest documents first: POST JSON lines to /v1/documents, or run `neuralsearch ingest FILE.jsonl`.";

    /// <summary>The given name, else the only collection there is.</summary>
    /// <exception cref="ProblemException">No name is given and there is not exactly one collection.</exception>
    public async Task<string> ResolveAsync(string? given, CallOptions call)
    {
        if (given is not null) return given;

        var names = await NamesAsync(call);
        return names.Count switch
        {
            1 => names[0],
            0 => throw NotFound($"There are no collections yet. {HowToIngest}"),
            _ => throw ProblemException.BadRequest(new FieldError(
                "collection", $"is missing, and there are {names.Count} collections. Name one of {Listed(names)}.")),
        };
    }

    /// <summary>The error for a collection that the node does not know.</summary>
    public async Task<ProblemException> MissingAsync(string name, CallOptions call, RpcException cause)
    {
        var names = await NamesAsync(call);
        var hint = names.Count == 0 ? HowToIngest : $"There is {Listed(names)}.";
        return NotFound($"There is no collection \"{name}\". {hint}", cause);
    }

    private async Task<List<string>> NamesAsync(CallOptions call)
    {
        var response = await collections.ListAsync(new ListCollectionsRequest(), call);
        return [.. response.Collections.Select(c => c.Name).Order(StringComparer.Ordinal)];
    }

    private static string Listed(List<string> names)
    {
        var listed = string.Join(", ", names.Take(NamesInMessage).Select(name => $"\"{name}\""));
        return names.Count > NamesInMessage ? $"{listed} and {names.Count - NamesInMessage} more" : listed;
    }

    private static ProblemException NotFound(string detail, Exception? cause = null) =>
        new(new Problem(StatusCodes.Status404NotFound, detail), cause);
}
