namespace NeuralSearch.Catalog;

/// <summary>How far the sample was loaded.</summary>
public enum SampleState
{
    /// <summary>Decided to load; the collection may not exist yet.</summary>
    Starting,

    /// <summary>The collection exists and is being filled.</summary>
    Loading,

    /// <summary>Every line up to the limit is stored.</summary>
    Loaded,
}
