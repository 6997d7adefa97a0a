namespace NeuralSearch.Notebooks.Documents;

/// <summary>A file that is no notebook this runner can run; the message says what is wrong with what.</summary>
internal sealed class NotebookFormatException(string message) : Exception(message);
