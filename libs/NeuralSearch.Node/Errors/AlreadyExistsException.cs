namespace NeuralSearch.Node.Errors;

/// <summary>What the request would create exists: ALREADY_EXISTS on the wire.</summary>
public sealed class AlreadyExistsException(string message) : Exception(message);
