namespace NeuralSearch.Node.Errors;

/// <summary>The request is at fault: INVALID_ARGUMENT on the wire; sending it again will fail again.</summary>
public sealed class InvalidRequestException(string message) : Exception(message);
