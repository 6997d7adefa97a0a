namespace NeuralSearch.Catalog;

/// <summary>One ingestion with its counters, in documents unless said otherwise.</summary>
public sealed record IngestionRecord
{
    /// <summary>Unique id.</summary>
    public required string Id { get; init; }

    /// <summary>Where the documents come from, e.g. "http" or "sample".</summary>
    public required string Source { get; init; }

    /// <summary>The collection that they go to.</summary>
    public required string Collection { get; init; }

    /// <summary>State of the ingestion.</summary>
    public required IngestionState State { get; init; }

    /// <summary>Read and well-formed.</summary>
    public long Accepted { get; init; }

    /// <summary>With all their vectors.</summary>
    public long Embedded { get; init; }

    /// <summary>Durably stored by this ingestion.</summary>
    public long Stored { get; init; }

    /// <summary>Already stored with the same content.</summary>
    public long Unchanged { get; init; }

    /// <summary>Refused, or not stored because the ingestion failed.</summary>
    public long Failed { get; init; }

    /// <summary>No longer in a source that was sent whole, and so deleted with their chunks.</summary>
    public long Deleted { get; init; }

    /// <summary>Files read; 0 for an input that is one stream of documents.</summary>
    public long Files { get; init; }

    /// <summary>Chunks (points) written.</summary>
    public long Chunks { get; init; }

    /// <summary>Documents of the whole input, if known.</summary>
    public long? Total { get; init; }

    /// <summary>Start, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>End, UTC; null while running.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why it failed or stopped.</summary>
    public string? Error { get; init; }
}
