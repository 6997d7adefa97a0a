namespace NeuralSearch.Ingestion;

/// <summary>Who has to act on an <see cref="IngestionException"/>.</summary>
internal enum IngestionError
{
    /// <summary>The request is wrong.</summary>
    InvalidRequest,

    /// <summary>The request does not fit what is stored.</summary>
    Conflict,

    /// <summary>What ingestion needs (vector node, embedding) does not answer; later it may.</summary>
    Unavailable,

    /// <summary>What ingestion needs answers wrongly.</summary>
    Broken,
}
