using System.Text;
using NeuralSearch.Node.Log;

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

    // In a folder that takes the place of another: that one's name. As soon as this folder has its own name, the other
    // counts as deleted.
    private const string Replaces = "REPLACES";

    /// <summary>Says in an unfinished folder which one it will replace.</summary>
    public static void WriteReplaces(string unfinished, string replaced) =>
        DurableFile.Replace(Path.Combine(unfinished, Replaces), Encoding.UTF8.GetBytes(Path.GetFileName(replaced)));

    /// <summary>Makes sure that the folder which this one has replaced is gone.</summary>
    public static void CompleteReplacement(string folder)
    {
        string path = Path.Combine(folder, Replaces);
        if (!File.Exists(path)) return;
        string parent = Path.GetDirectoryName(folder)!;
        string replaced = Path.Combine(parent, Path.GetFileName(File.ReadAllText(path)));
        if (replaced != folder && Directory.Exists(replaced))
        {
            Directory.Move(replaced, replaced + Deleted);
            DurableFile.SyncDirectory(parent);
            Directory.Delete(replaced + Deleted, recursive: true);
        }

        File.Delete(path);
        DurableFile.SyncDirectory(folder);
    }

    /// <summary>Removes what a crash left behind and lists the folders of collections.</summary>
    public static IReadOnlyList<string> Sweep(string parent)
    {
        foreach (string folder in Directory.GetDirectories(parent))
            if (!folder.EndsWith(Unfinished, StringComparison.Ordinal)) CompleteReplacement(folder);

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
