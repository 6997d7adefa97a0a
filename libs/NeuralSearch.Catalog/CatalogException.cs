namespace NeuralSearch.Catalog;

/// <summary>
/// The catalog file cannot be used, or not now. The message names the file, what is wrong and what to do.
/// </summary>
public sealed class CatalogException : Exception
{
    /// <summary>Creates the exception with a message that a user can act on.</summary>
    public CatalogException(CatalogError error, string path, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Error = error;
        CatalogPath = path;
    }

    /// <summary>What is wrong.</summary>
    public CatalogError Error { get; }

    /// <summary>The catalog's file.</summary>
    public string CatalogPath { get; }

    /// <summary>True if the same call can succeed later without anybody changing the file.</summary>
    public bool IsTransient => Error is CatalogError.Locked;
}
