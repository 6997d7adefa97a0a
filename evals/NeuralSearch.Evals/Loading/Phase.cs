namespace NeuralSearch.Evals.Loading;

/// <summary>What the writer does meanwhile.</summary>
internal enum Phase
{
    /// <summary>Nothing; all rows so far are in the graph.</summary>
    Before,

    /// <summary>Appends and indexes rows at full speed.</summary>
    Loading,

    /// <summary>Indexes what it has appended.</summary>
    Settling,

    /// <summary>Nothing; all rows are in the graph.</summary>
    After,
}
