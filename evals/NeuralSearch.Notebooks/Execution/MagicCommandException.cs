namespace NeuralSearch.Notebooks.Execution;

/// <summary>A magic command that is not there or cannot do what it is to do.</summary>
internal sealed class MagicCommandException(string message) : Exception(message);
