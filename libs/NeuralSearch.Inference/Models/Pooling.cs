namespace NeuralSearch.Inference;

/// <summary>How the vectors of a text's tokens become one.</summary>
internal enum Pooling
{
    /// <summary>The mean over the tokens, padding excluded.</summary>
    Mean,

    /// <summary>The vector of the first token, [CLS].</summary>
    Classify,
}
