namespace NeuralSearch.Testing.Faults.Damage;

/// <summary>A folder with all its files in memory, from which damaged copies are made.</summary>
internal sealed class FolderImage
{
    private readonly List<string> _directories = [];

    /// <summary>Contents by path, relative to the folder.</summary>
    public SortedDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public static FolderImage Read(string folder)
    {
        var image = new FolderImage();
        foreach (string path in Directory.GetDirectories(folder, "*", SearchOption.AllDirectories))
            image._directories.Add(Path.GetRelativePath(folder, path));
        foreach (string path in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
            image.Files.Add(Path.GetRelativePath(folder, path), ReadFile(path));
        return image;
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (IOException) when (new FileInfo(path).Length == 0)
        {
            return []; // the lock of a node that runs
        }
    }

    /// <summary>Writes the folder, with other content in one of its files.</summary>
    public void WriteTo(string folder, string changedFile, byte[] changedContent)
    {
        foreach (string directory in _directories) Directory.CreateDirectory(Path.Combine(folder, directory));
        foreach ((string path, byte[] content) in Files)
            File.WriteAllBytes(Path.Combine(folder, path), path == changedFile ? changedContent : content);
    }

    /// <summary>
    /// The only file that differs from an earlier image, and the bytes from its first to its last difference; null when
    /// more or none has changed, or names have.
    /// </summary>
    public (string File, int Start, int End)? ChangeSince(FolderImage earlier)
    {
        if (!Files.Keys.SequenceEqual(earlier.Files.Keys)) return null;
        string[] changed = [.. Files.Keys.Where(path => !Files[path].AsSpan().SequenceEqual(earlier.Files[path]))];
        if (changed is not [var file] || Files[file].Length != earlier.Files[file].Length) return null;
        byte[] now = Files[file], then = earlier.Files[file];
        int start = now.AsSpan().CommonPrefixLength(then);
        int end = now.Length;
        while (now[end - 1] == then[end - 1]) end--;
        return (file, start, end);
    }
}
