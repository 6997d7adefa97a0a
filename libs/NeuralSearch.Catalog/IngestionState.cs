namespace NeuralSearch.Catalog;

/// <summary>State of an ingestion.</summary>
public enum IngestionState
{
    /// <summary>Reading, embedding or writing.</summary>
    Running,

    /// <summary>The whole input was read, and every document of it is stored or was refused by name.</summary>
    Completed,

    /// <summary>Something it needs failed; the rest of the input was not stored.</summary>
    Failed,

    /// <summary>The client, the operator or the end of the process stopped it before the end of its input.</summary>
    Stopped,
}
