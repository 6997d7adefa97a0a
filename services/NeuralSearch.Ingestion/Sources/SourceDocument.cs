using Google.Protobuf.Collections;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Ingestion.Sources;

/// <summary>A well-formed document as a source delivers it.</summary>
internal sealed record SourceDocument
{
    /// <summary>The user's id: not empty, no control characters.</summary>
    public required string Id { get; init; }

    public string? Title { get; init; }

    /// <summary>Not empty, not only whitespace, valid UTF-16.</summary>
    public required string Text { get; init; }

    public string? Url { get; init; }

    /// <summary>
    /// Every other field, as payload. Not to be changed: all chunks of the document share the values.
    /// </summary>
    public required MapField<string, Value> Fields { get; init; }

    /// <summary>About what the document occupies in memory while it is in flight.</summary>
    public required long SizeBytes { get; init; }
}
