namespace NeuralSearch.Node.Errors;

/// <summary>
/// The collection is still being opened: UNAVAILABLE on the wire; the same request will succeed soon.
/// </summary>
public sealed class NotReadyException(string collection)
    : Exception($"Collection `{collection}` is still being opened; try again in a moment");
