namespace NeuralSearch.Embedding.Remote.Protocols;

/// <summary>An answer that says success and is none. The message completes "it answered …".</summary>
internal sealed class BadAnswerException(string what) : Exception(what);
