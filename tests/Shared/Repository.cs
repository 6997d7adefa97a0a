namespace NeuralSearch.Testing;

/// <summary>Where the repository and the material beside it lie.</summary>
public static class Repository
{
    /// <summary>The nearest folder above the tests that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of something in the repository.</summary>
    public static string Combine(params ReadOnlySpan<string> names) => Path.Combine([Root, .. names]);

    /// <summary>The path of shared material, which lies beside the repository and may be absent.</summary>
    public static string SharedMaterial(params ReadOnlySpan<string> names) =>
        Path.GetFullPath(Path.Combine([Root, "..", "shared", .. names]));

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "NeuralSearch.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds NeuralSearch.sln.");
    }
}
