namespace NeuralSearch.Node.Storage;

/// <summary>What the names of folders in the store say about a crash.</summary>
internal static class CollectionFolders
{
    /// <summary>The folder of a collection that was being created: never acknowledged.</summary>
    public const string Unfinished = ".new";

    /// <summary>
    /// The folder of a collection that was deleted: gone for every reader, its files still to be removed.
    /// </summary>
    public const string Deleted = ".deleted";

    /// <summary>Removes what a crash left behind and lists the folders of collections.</summary>
    public static IReadOnlyList<string> Sweep(string parent)
    {
        var folders = new List<string>();
        foreach (string folder in Directory.GetDirectories(parent).Order(StringComparer.Ordinal))
        {
            if (folder.EndsWith(Unfinished, StringComparison.Ordinal)
                || folder.EndsWith(Deleted, StringComparison.Ordinal))
                Directory.Delete(folder, recursive: true);
            else folders.Add(folder);
        }

        return folders;
    }
}
