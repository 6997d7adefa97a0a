namespace NeuralSearch.Testing;

/// <summary>An empty folder of its own, gone with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>The folder, absolute.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("neuralsearch-test-").FullName;

    /// <summary>The path of a file or folder in it.</summary>
    public string Combine(params ReadOnlySpan<string> names) =>
        System.IO.Path.Combine([Path, .. names]);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}
