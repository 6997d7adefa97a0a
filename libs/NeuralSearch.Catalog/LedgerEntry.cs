namespace NeuralSearch.Catalog;

/// <summary>What the ledger knows of one document.</summary>
/// <param name="ContentHash">Hash of the stored content, or null while the store may hold a mixture of chunks.</param>
/// <param name="ChunkCount">Number of stored chunks; meaningless while <paramref name="ContentHash"/> is null.</param>
/// <param name="Source">See <see cref="DocumentOrigin"/>.</param>
/// <param name="File">See <see cref="DocumentOrigin"/>.</param>
public sealed record LedgerEntry(byte[]? ContentHash, int ChunkCount, string Source, string? File);
