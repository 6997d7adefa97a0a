namespace NeuralSearch.Node.Errors;

/// <summary>Another process has the data folder open.</summary>
public sealed class FolderInUseException(string folder, Exception inner) : IOException(
    $"The data folder {folder} is in use by another process. Stop that process, or give this one a folder of its own.",
    inner);
