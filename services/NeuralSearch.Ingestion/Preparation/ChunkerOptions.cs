namespace NeuralSearch.Ingestion.Preparation;

/// <summary>Sizes of the windows that a document is cut into, in tokens of the embedding model.</summary>
internal sealed record ChunkerOptions
{
    /// <summary>Part of the content hash: raise it when the same options give other chunks than before.</summary>
    public const int Version = 1;

    /// <summary>Most tokens of a window.</summary>
    public int MaxTokens { get; init; } = 128;

    /// <summary>Most tokens that a window shares with the one before it.</summary>
    public int OverlapTokens { get; init; } = 32;
}
