using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuralSearch.Ingestion.Http;

/// <summary>How far the ingestion is, in documents.</summary>
internal sealed record ProgressLine(long Accepted, long Embedded, long Stored);

/// <summary>A line of the input that was not stored, or, without a line, why the ingestion ended early.</summary>
internal sealed record ErrorLine(long? Line, string? Id, string Error);

/// <summary>The last line of an answer.</summary>
internal sealed record SummaryLine(Summary Summary);

/// <summary>What became of the input.</summary>
internal sealed record Summary(
    long Accepted, long Stored, long Unchanged, long Failed, long Chunks, double Seconds);

/// <summary>The answer of GET /v1/ingestions.</summary>
internal sealed record IngestionList(IReadOnlyList<IngestionItem> Ingestions);

/// <summary>One ingestion, with its counters in documents.</summary>
internal sealed record IngestionItem(
    string Id, string Source, string Collection, string State, long Accepted, long Embedded, long Stored,
    long Unchanged, long Failed, long? Total, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string? Error);

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
