using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Log;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace NeuralSearch.Node.Snapshots;

/// <summary>
/// The snapshots of one collection name: files below <c>snapshots</c> of the data folder. They outlive the collection,
/// as Qdrant's do. A snapshot is there when it has its name, whole and synced; its checksum is in a file beside it.
/// </summary>
internal sealed class SnapshotFolder
{
    private const string Extension = ".snapshot";
    private const string ChecksumExtension = ".sha256";
    private const string Unfinished = ".new";

    private readonly string _folder;
    private readonly string _collection;

    /// <param name="parent">The folder of all snapshots.</param>
    /// <param name="collection">The collection's name, which may be no name of a folder: its hash is.</param>
    public SnapshotFolder(string parent, string collection)
    {
        _collection = collection;
        _folder = Path.Combine(parent, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(collection)))[..32]);
    }

    /// <summary>A folder for what is being made.</summary>
    public string WorkPath => Path.Combine(_folder, Guid.NewGuid().ToString("N") + Unfinished);

    /// <summary>Removes what a crash left of snapshots that were being made.</summary>
    public static void Sweep(string parent)
    {
        if (!Directory.Exists(parent)) return;
        foreach (string folder in Directory.GetDirectories(parent))
        {
            foreach (string work in Directory.GetDirectories(folder, "*" + Unfinished))
                Directory.Delete(work, recursive: true);
            foreach (string file in Directory.GetFiles(folder, "*" + Unfinished)) File.Delete(file);
        }
    }

    /// <summary>Compares the snapshots of all collections with their checksums.</summary>
    public static (int Count, IReadOnlyList<string> Problems) Verify(string parent)
    {
        if (!Directory.Exists(parent)) return (0, []);
        string[] paths = Directory.GetFiles(parent, "*" + Extension, SearchOption.AllDirectories);
        var problems = new List<string>();
        foreach (string path in paths)
        {
            string checksum = path + ChecksumExtension;
            using FileStream content = File.OpenRead(path);
            string found = Convert.ToHexStringLower(SHA256.HashData(content));
            if (!File.Exists(checksum)) problems.Add($"{path} has no checksum beside it");
            else if (File.ReadAllText(checksum) != found) problems.Add($"{path} has SHA-256 {found}, not the one beside it");
        }

        return (paths.Length, problems);
    }

    /// <summary>Makes a snapshot of a folder with a schema and a checkpoint.</summary>
    public SnapshotDescription Add(string content, ulong sequence, CancellationToken cancellationToken)
    {
        DateTime now = DateTime.UtcNow;
        string name = string.Create(
            CultureInfo.InvariantCulture, $"{Printable(_collection)}-{now:yyyy-MM-dd-HH-mm-ss}-{sequence}{Extension}");
        for (int i = 2; File.Exists(PathOf(name)); i++)
            name = string.Create(
                CultureInfo.InvariantCulture,
                $"{Printable(_collection)}-{now:yyyy-MM-dd-HH-mm-ss}-{sequence}-{i}{Extension}");
        string unfinished = PathOf(name) + Unfinished;
        try
        {
            string checksum = SnapshotArchive.Write(unfinished, content, _collection, sequence, cancellationToken);
            DurableFile.Replace(PathOf(name) + ChecksumExtension, Encoding.ASCII.GetBytes(checksum));
            File.Move(unfinished, PathOf(name));
            DurableFile.SyncDirectory(_folder);
        }
        catch
        {
            File.Delete(unfinished);
            File.Delete(PathOf(name) + ChecksumExtension);
            throw;
        }

        return Describe(new FileInfo(PathOf(name)));
    }

    public IReadOnlyList<SnapshotDescription> List() => Directory.Exists(_folder)
        ? [.. new DirectoryInfo(_folder).EnumerateFiles("*" + Extension)
            .OrderBy(file => file.Name, StringComparer.Ordinal).Select(Describe)]
        : [];

    /// <summary>The path of a snapshot.</summary>
    /// <exception cref="NotFoundException">There is none of that name.</exception>
    public string Find(string name)
    {
        // Compared with what is there, never made a path: a name from outside can lead nowhere.
        foreach (SnapshotDescription snapshot in List())
            if (snapshot.Name == name) return PathOf(snapshot.Name);
        throw new NotFoundException($"Not found: Snapshot {name} not found");
    }

    public void Delete(string name)
    {
        string path = Find(name);
        File.Delete(path);
        File.Delete(path + ChecksumExtension);
        DurableFile.SyncDirectory(_folder);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static SnapshotDescription Describe(FileInfo file)
    {
        var description = new SnapshotDescription
        {
            Name = file.Name,
            Size = file.Length,
            CreationTime = Timestamp.FromDateTime(file.LastWriteTimeUtc),
        };
        string checksum = file.FullName + ChecksumExtension;
        if (File.Exists(checksum)) description.Checksum = File.ReadAllText(checksum);
        return description;
    }

    /// <summary>What of a name can stand in a file's name everywhere.</summary>
    private static string Printable(string name) =>
        string.Concat(name.Take(100).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));
}
