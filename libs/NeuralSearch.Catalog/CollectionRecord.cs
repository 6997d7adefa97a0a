namespace NeuralSearch.Catalog;

/// <summary>A collection that the ledger keeps documents of.</summary>
/// <param name="Id">Key of the ledger; never given twice.</param>
/// <param name="Name">Name of the collection at the vector node.</param>
/// <param name="Incarnation">
/// Tells a collection from an earlier one of the same name, so that documents of a deleted collection do not count as
/// stored. Empty for a collection that was not created by ingestion.
/// </param>
/// <param name="Model">The embedding model that the documents were embedded with.</param>
/// <param name="MayHoldUnknown">
/// True if the collection held points already when the ledger met it (the catalog was lost, or another program wrote
/// them): then a document without an entry may have chunks nevertheless.
/// </param>
public sealed record CollectionRecord(long Id, string Name, string Incarnation, string Model, bool MayHoldUnknown);
