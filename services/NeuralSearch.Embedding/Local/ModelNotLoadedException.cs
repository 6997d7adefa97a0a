namespace NeuralSearch.Embedding.Local;

/// <summary>Loading the model has failed; the message says why and what to do.</summary>
internal sealed class ModelNotLoadedException(string model, Exception reason)
    : InvalidOperationException($"The embedding model {model} could not be loaded: {reason.Message}", reason);
