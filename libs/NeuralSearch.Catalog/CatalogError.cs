namespace NeuralSearch.Catalog;

/// <summary>Why a catalog file cannot be used.</summary>
public enum CatalogError
{
    /// <summary>A later version of the program has migrated the file; this version would damage it.</summary>
    Newer,

    /// <summary>Another process holds the file's lock for longer than the busy timeout.</summary>
    Locked,

    /// <summary>The file is no SQLite database, or the database of another program.</summary>
    NotACatalog,

    /// <summary>The file is damaged.</summary>
    Corrupt,

    /// <summary>The file cannot be opened, read or written (rights, a full disk, a failing disk).</summary>
    Inaccessible,

    /// <summary>The collection was forgotten while a run wrote to it: it was deleted, or created again.</summary>
    CollectionForgotten,
}
