namespace NeuralSearch.ServiceDefaults.Hosting;

/// <summary>The process cannot start, for a reason that its message tells a user in full.</summary>
public sealed class StartRefusedException(string message, Exception? cause = null) : Exception(message, cause);
