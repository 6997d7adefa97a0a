using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuralSearch.ServiceDefaults.Problems;

/// <summary>The body of every error answer, <c>application/problem+json</c> (RFC 9457).</summary>
/// <param name="Type">A stable name of the kind of problem; programs decide by it or by the status.</param>
/// <param name="Title">The kind in words, the same for every problem of the type.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened here and what to do.</param>
/// <param name="Errors">Errors by field, if the request is at fault.</param>
/// <param name="TraceId">Finds the request in traces and logs, if the server is at fault.</param>
public sealed record ProblemDocument(
    string Type,
    string Title,
    int Status,
    string? Detail,
    IReadOnlyList<FieldError>? Errors,
    string? TraceId);

[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ProblemJson : JsonSerializerContext
{
    /// <summary>Text as it is, not as \u escapes: people read this in a terminal.</summary>
    public static ProblemJson Readable { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
