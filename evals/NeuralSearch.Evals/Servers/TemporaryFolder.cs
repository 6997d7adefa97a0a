namespace NeuralSearch.Evals.Servers;

/// <summary>A folder that is removed at the end.</summary>
/// <param name="parent">Where, to choose the disk; null for where the system has such folders.</param>
internal sealed class TemporaryFolder(string? parent = null) : IDisposable
{
    private const string Prefix = "neuralsearch-evals-";

    public string Path { get; } = parent is null
        ? Directory.CreateTempSubdirectory(Prefix).FullName
        : Directory.CreateDirectory(System.IO.Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N"))).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
