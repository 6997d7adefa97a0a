namespace NeuralSearch.Notebooks.Execution;

/// <summary>A cell that took longer than it may.</summary>
internal sealed class CellTimeoutException(TimeSpan limit) : Exception(
    $"The cell did not end within {limit.TotalSeconds:0.###} s. Give it more with --timeout, or less to do.");
