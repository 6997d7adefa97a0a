using Microsoft.AspNetCore.WebUtilities;

namespace NeuralSearch.ServiceDefaults.Problems;

/// <summary>
/// The stable <c>type</c> and the <c>title</c> of each status. Types are names, not addresses to fetch.
/// </summary>
internal static class ProblemKind
{
    public static (string Type, string Title) Of(int status) => status switch
    {
        400 => ("urn:neuralsearch:invalid-request", "The request is not valid"),
        401 => ("urn:neuralsearch:unauthenticated", "Who asks is not known"),
        403 => ("urn:neuralsearch:forbidden", "This is not permitted"),
        404 => ("urn:neuralsearch:not-found", "There is no such thing here"),
        405 => ("urn:neuralsearch:method-not-allowed", "The path does not take this method"),
        409 => ("urn:neuralsearch:conflict", "It is there already, or not in the needed state"),
        413 => ("urn:neuralsearch:too-large", "The request body is too large"),
        415 => ("urn:neuralsearch:unsupported-media-type", "The content type is not taken here"),
        429 => ("urn:neuralsearch:too-many-requests", "Too many requests"),
        499 => ("urn:neuralsearch:cancelled", "The client went away"),
        500 => ("urn:neuralsearch:internal", "Something failed that should not"),
        501 => ("urn:neuralsearch:not-implemented", "This is not implemented"),
        503 => ("urn:neuralsearch:unavailable", "A part of the system is not available"),
        504 => ("urn:neuralsearch:deadline-exceeded", "It took too long"),
        507 => ("urn:neuralsearch:no-room", "There is no room left"),
        _ => ($"urn:neuralsearch:status-{status}", ReasonPhrases.GetReasonPhrase(status)),
    };
}
