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

    /// <summary>Whether a folder was being made or removed when a process ended.</summary>
    public static bool IsLeftover(string folder) =>
        folder.EndsWith(Unfinished, StringComparison.Ordinal) || folder.EndsWith(Deleted, StringComparison.Ordinal);

    /// <summary>Says in an unfinished folder which one it will replace.</summary>
    public static void WriteReplaces(string unfinished, string replaced) =>
        DurableFile.Replace(Path.Combine(unfinished, Replaces), Encoding.UTF8.GetBytes(Path.GetFileName(replaced)));

    /// <summary>The folder that this one replaces and that may still be there; null if there is none.</summary>
    public static string? ReplacedBy(string folder)
    {
        string path = Path.Combine(folder, Replaces);
        if (!File.Exists(path)) return null;
        return Path.Combine(Path.GetDirectoryName(folder)!, Path.GetFileName(File.ReadAllText(path)));
    }

    /// <summary>Makes sure that the folder which this one has replaced is gone.</summary>
    public static void CompleteReplacement(string folder)
    {
        if (ReplacedBy(folder) is not { } replaced) return;
        if (replaced != folder && Directory.Exists(replaced))
        {
            Directory.Move(replaced, replaced + Deleted);
            DurableFile.SyncDirectory(Path.GetDirectoryName(folder)!);
            Directory.Delete(replaced + Deleted, recursive: true);
        }

        File.Delete(Path.Combine(folder, Replaces));
        DurableFile.SyncDirectory(folder);
    }

    /// <summary>Removes what a crash left behind and lists the folders of collections.</summary>
    public static IReadOnlyList<string> Sweep(string parent)
    {
        foreach (string folder in Directory.GetDirectories(parent))
            if (!IsLeftover(folder)) CompleteReplacement(folder);

        var folders = new List<string>();
        foreach (string folder in Directory.GetDirectories(parent).Order(StringComparer.Ordinal))
        {
            if (IsLeftover(folder)) Directory.Delete(folder, recursive: true);
            else folders.Add(folder);
        }

        return folders;
    }
}
