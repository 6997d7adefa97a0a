using NeuralSearch.Ingestion.Extraction;

namespace NeuralSearch.Standalone.Ingest;

/// <summary>
/// What there is to send in a folder, in an order that does not change. Hidden entries and files of unknown kinds are
/// skipped and counted. Folders that are links are not followed: their files are in another place, or lead back here.
/// </summary>
internal sealed class FolderScan
{
    private readonly List<FoundFile> _files = [];
    private readonly List<(string Path, string Reason)> _unreadable = [];
    private readonly SortedDictionary<string, int> _unknown = new(StringComparer.OrdinalIgnoreCase);
    private int _hidden;
    private int _links;

    private FolderScan()
    {
    }

    /// <summary>The files of known kinds.</summary>
    public IReadOnlyList<FoundFile> Files => _files;

    /// <summary>Folders that could not be listed: what they hold is not known.</summary>
    public IReadOnlyList<(string Path, string Reason)> Unreadable => _unreadable;

    /// <summary>Looks through a folder and those in it.</summary>
    public static FolderScan Of(string folder)
    {
        FolderScan scan = new();
        // Not by recursion: how deep folders are nested is up to whoever made them.
        Stack<(string FullPath, string Path)> waiting = new([(folder, "")]);
        while (waiting.TryPop(out (string FullPath, string Path) next))
        {
            foreach (DirectoryInfo inner in scan.List(next.FullPath, next.Path))
                waiting.Push((inner.FullName, $"{next.Path}{inner.Name}/"));
        }

        scan._files.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        return scan;
    }

    /// <summary>What was skipped, in words; empty if nothing.</summary>
    public string DescribeSkipped()
    {
        List<string> parts = [];
        if (_hidden > 0)
            parts.Add($"{_hidden} hidden");
        if (_unknown.Count > 0)
        {
            string kinds = string.Join(' ', _unknown.Keys.Take(8)) + (_unknown.Count > 8 ? " …" : "");
            parts.Add($"{_unknown.Values.Sum()} of other kinds ({kinds})");
        }

        if (_links > 0)
            parts.Add($"{_links} linked folders");
        return string.Join(", ", parts);
    }

    /// <summary>Takes the files of a folder and returns the folders in it.</summary>
    private List<DirectoryInfo> List(string fullPath, string path)
    {
        List<DirectoryInfo> folders = [];
        try
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(fullPath).EnumerateFileSystemInfos())
            {
                if (entry.Name.StartsWith('.') || entry.Attributes.HasFlag(FileAttributes.Hidden))
                    _hidden++;
                else if (entry is FileInfo file)
                    Add(file, path);
                else if (entry.LinkTarget is not null)
                    _links++;
                else
                    folders.Add((DirectoryInfo)entry);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _unreadable.Add((fullPath, error.Message));
        }

        return folders;
    }

    private void Add(FileInfo file, string folder)
    {
        if (FileKinds.Of(file.Name) is null)
        {
            string kind = file.Extension.Length > 0 ? file.Extension : "without extension";
            _unknown[kind] = _unknown.GetValueOrDefault(kind) + 1;
            return;
        }

        // A link may lead nowhere; then opening the file says so by name.
        long size = file.LinkTarget is not null && !File.Exists(file.FullName) ? 0 : file.Length;
        _files.Add(new FoundFile(file.FullName, folder + file.Name, size));
    }
}
