using Google.Protobuf.Collections;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Ingestion.Extraction;

/// <summary>What a file says, without its markup.</summary>
internal sealed record ExtractedDocument
{
    /// <summary>What the file gives as its title; null if nothing.</summary>
    public string? Title { get; init; }

    /// <summary>The text: blocks parted by blank lines, lines of a block by line feeds. May be empty.</summary>
    public required string Text { get; init; }

    /// <summary>The web address that the file gives as its own; null if none.</summary>
    public string? Url { get; init; }

    /// <summary>What else the file says about itself.</summary>
    public MapField<string, Value> Metadata { get; init; } = [];
}
