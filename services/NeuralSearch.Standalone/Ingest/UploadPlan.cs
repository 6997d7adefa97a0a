using NeuralSearch.Ingestion.Extraction;

namespace NeuralSearch.Standalone.Ingest;

/// <summary>
/// Makes uploads of the paths of a command line. Whatever is wrong with them shows before anything is sent.
/// </summary>
internal static class UploadPlan
{
    /// <summary>The uploads in the order of the paths; throws <see cref="WrongPathException"/> otherwise.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="source">The name that the user gives the source.</param>
    /// <param name="allowEmpty">A folder without files is taken as it is: everything of it was deleted.</param>
    public static IReadOnlyList<Upload> Make(IReadOnlyList<string> paths, string? source, bool allowEmpty)
    {
        List<Upload> uploads = [];
        Dictionary<string, List<FoundFile>> byFolder = [];
        foreach (string path in paths)
        {
            if (Directory.Exists(path))
                uploads.Add(OfFolder(path, paths.Count == 1, source, allowEmpty));
            else if (!File.Exists(path))
                throw new WrongPathException($"{path} does not exist.");
            else if (FileKinds.Of(path) is not { } kind)
                throw new WrongPathException($"{path} is of no known kind; known are {FileKinds.Allowed}.");
            else if (kind == FileKind.JsonLines && source is null)
                uploads.Add(new Upload { Label = path, Files = [Found(path)] });
            else
                AddToFolder(byFolder, uploads, path, source);
        }

        return uploads;
    }

    private static Upload OfFolder(string path, bool isAlone, string? source, bool allowEmpty)
    {
        if (source is not null && !isAlone)
        {
            throw new WrongPathException(
                $"--source '{source}' names one folder, or files; {path} is a folder among other paths. What is not in "
                + "it would be deleted.");
        }

        FolderScan scan = FolderScan.Of(path);
        if (scan.Files.Count == 0 && scan.Unreadable.Count == 0 && !allowEmpty)
        {
            throw new WrongPathException(
                $"{path} holds no file of a known kind ({FileKinds.Allowed}). If what an earlier ingestion stored of "
                + "it is to be deleted, add --allow-empty.");
        }

        return new Upload
        {
            Label = path,
            Source = source ?? SourceOf(path),
            IsWhole = scan.Unreadable.Count == 0,
            Files = scan.Files,
            Skipped = scan.DescribeSkipped(),
            Unreadable = scan.Unreadable,
        };
    }

    /// <summary>
    /// Files of one folder go together. Their source is that folder's, so that a file is the same document whether it
    /// comes alone or with its folder.
    /// </summary>
    private static void AddToFolder(
        Dictionary<string, List<FoundFile>> byFolder, List<Upload> uploads, string path, string? source)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!byFolder.TryGetValue(folder, out List<FoundFile>? files))
        {
            byFolder[folder] = files = [];
            uploads.Add(new Upload { Label = path, Source = source ?? SourceOf(folder), Files = files });
        }

        files.Add(Found(path));
    }

    private static FoundFile Found(string path) => new(path, Path.GetFileName(path), new FileInfo(path).Length);

    /// <summary>The absolute path with forward slashes: two folders called 'docs' are two sources.</summary>
    private static string SourceOf(string folder) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)).Replace('\\', '/');
}
