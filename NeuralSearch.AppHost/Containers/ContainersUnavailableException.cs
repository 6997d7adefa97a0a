namespace NeuralSearch.AppHost.Containers;

/// <summary>Containers were demanded, and no engine answers.</summary>
internal sealed class ContainersUnavailableException(string message) : Exception(message);
