namespace NeuralSearch.Notebooks.Execution;

/// <summary>An assembly or package that a cell refers to and that is not to be had.</summary>
internal sealed class ReferenceException(string message) : Exception(message);
