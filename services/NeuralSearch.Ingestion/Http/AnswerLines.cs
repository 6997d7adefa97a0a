using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuralSearch.Ingestion.Http;

/// <summary>How far the ingestion is, in documents.</summary>
internal sealed record ProgressLine(long Accepted, long Embedded, long Stored);

/// <summary>
/// A file or line of the input that was not stored, or, without either, why the ingestion ended early.
/// </summary>
internal sealed record ErrorLine(string? File, long? Line, string? Id, string Error);

/// <summary>The last line of an answer.</summary>
internal sealed record SummaryLine(Summary Summary);

/// <summary>What became of the input.</summary>
/// <param name="Files">Files that were read; left out for an input that is one stream of lines.</param>
/// <param name="Accepted">Documents that are well-formed.</param>
/// <param name="Stored">Documents that were stored.</param>
/// <param name="Unchanged">Documents that were there with the same content.</param>
/// <param name="Deleted">Documents that left the source; left out unless the input holds a whole source.</param>
/// <param name="Failed">Lines, or files, that were refused or not stored.</param>
/// <param name="Chunks">Chunks that were stored.</param>
/// <param name="Seconds">Duration.</param>
internal sealed record Summary(
    long? Files, long Accepted, long Stored, long Unchanged, long? Deleted, long Failed, long Chunks,
    double Seconds);

/// <summary>The answer of GET /v1/ingestions.</summary>
internal sealed record IngestionList(IReadOnlyList<IngestionItem> Ingestions);

/// <summary>One ingestion, with its counters in documents.</summary>
internal sealed record IngestionItem(
    string Id, string Source, string Collection, string State, long Accepted, long Embedded, long Stored,
    long Unchanged, long Failed, long Deleted, long Files, long? Total, DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt, string? Error);

/// <summary>JSON of the answers: camelCase, what does not apply is left out.</summary>
[JsonSerializable(typeof(ProgressLine))]
[JsonSerializable(typeof(ErrorLine))]
[JsonSerializable(typeof(SummaryLine))]
[JsonSerializable(typeof(IngestionList))]
internal sealed partial class AnswerJson : JsonSerializerContext
{
    /// <summary>The one to use.</summary>
    public static AnswerJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // An answer is no HTML, and ids are to be read: only what JSON asks for is escaped.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
