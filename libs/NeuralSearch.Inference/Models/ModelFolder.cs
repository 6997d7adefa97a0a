namespace NeuralSearch.Inference;

/// <summary>
/// Finds the folder that holds the models; they lie once in the repository and are not copied to outputs.
/// </summary>
public static class ModelFolder
{
    private const string Name = "models";

    /// <summary>
    /// The configured folder; else <c>models</c> beside the executable; else that of the nearest folder above it. It is
    /// the first of them that has a <c>manifest.json</c>; a configured folder is taken or refused, never passed over.
    /// </summary>
    /// <param name="configured">A path, absolute or from the current directory, or null or empty for none.</param>
    /// <exception cref="DirectoryNotFoundException">
    /// There is none; the message says where it was looked for.
    /// </exception>
    public static string Find(string? configured) => Find(configured, AppContext.BaseDirectory);

    internal static string Find(string? configured, string baseDirectory)
    {
        if (!string.IsNullOrWhiteSpace(configured))
            return HasManifest(configured)
                ? Path.GetFullPath(configured)
                : throw new DirectoryNotFoundException(
                    $"The configured models folder '{Path.GetFullPath(configured)}' has no {ModelManifest.FileName}. "
                    + "Point the configuration to the repository's models folder, or leave it empty to have it found.");

        for (DirectoryInfo? folder = new(baseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, Name);
            if (HasManifest(candidate)) return candidate;
        }

        throw new DirectoryNotFoundException(
            $"No folder '{Name}' with a {ModelManifest.FileName} lies in '{baseDirectory}' or any folder above it. "
            + "Copy the repository's models folder beside the executable, or configure its path.");
    }

    private static bool HasManifest(string folder) => File.Exists(Path.Combine(folder, ModelManifest.FileName));
}
