namespace NeuralSearch.Notebooks.Library;

/// <summary>Where the repository lies: above this library, or above the folder in which the kernel was started.</summary>
internal static class RepositoryFolder
{
    private const string Solution = "NeuralSearch.sln";

    public static string Root { get; } =
        Above(Path.GetDirectoryName(typeof(RepositoryFolder).Assembly.Location)!)
        ?? Above(Environment.CurrentDirectory)
        ?? throw new DirectoryNotFoundException(
            $"No folder above this library or above {Environment.CurrentDirectory} holds {Solution}.");

    public static string Combine(params ReadOnlySpan<string> names) => Path.Combine([Root, .. names]);

    /// <summary>Material that is kept beside the repository; it may be absent.</summary>
    public static string Beside(params ReadOnlySpan<string> names) =>
        Path.GetFullPath(Path.Combine([Root, "..", "shared", .. names]));

    private static string? Above(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, Solution))) return folder.FullName;
        return null;
    }
}
