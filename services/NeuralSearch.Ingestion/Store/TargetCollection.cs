namespace NeuralSearch.Ingestion.Store;

/// <summary>A collection that is ready to be written to.</summary>
/// <param name="Name">Its name at the vector node.</param>
/// <param name="LedgerId">Its key in the ledger.</param>
/// <param name="Model">The model whose vectors it takes; no other's may join them.</param>
/// <param name="MayHoldUnknown">True if documents without a ledger entry may have chunks nevertheless.</param>
internal sealed record TargetCollection(string Name, long LedgerId, EmbeddingModel Model, bool MayHoldUnknown);
