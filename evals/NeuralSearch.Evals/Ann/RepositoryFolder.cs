namespace NeuralSearch.Evals.Ann;

/// <summary>Where the repository and the material beside it lie.</summary>
internal static class RepositoryFolder
{
    /// <summary>The nearest folder above the program that holds the solution.</summary>
    public static string Root { get; } = Find();

    public static string Combine(params ReadOnlySpan<string> names) => Path.Combine([Root, .. names]);

    /// <summary>Material that is kept beside the repository; it may be absent.</summary>
    public static string Shared(params ReadOnlySpan<string> names) =>
        Path.GetFullPath(Path.Combine([Root, "..", "shared", .. names]));

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "NeuralSearch.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds NeuralSearch.sln.");
    }
}
