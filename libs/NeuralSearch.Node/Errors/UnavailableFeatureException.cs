namespace NeuralSearch.Node.Errors;

/// <summary>Part of Qdrant's contract that this version does not serve: refused rather than answered wrongly.</summary>
public sealed class UnavailableFeatureException(string feature)
    : Exception($"{feature} is not available in this version of NeuralSearch");
