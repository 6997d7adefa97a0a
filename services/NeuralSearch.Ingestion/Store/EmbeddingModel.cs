namespace NeuralSearch.Ingestion.Store;

/// <summary>The model that documents are embedded with: collections are made for one model.</summary>
internal sealed record EmbeddingModel(string Id, int Dimensions);
