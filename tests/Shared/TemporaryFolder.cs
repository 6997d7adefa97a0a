namespace NeuralSearch.Testing;

/// <summary>An empty folder of its own, gone with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <summary>On the disk that temporary files are on.</summary>
    public TemporaryFolder()
        : this(Directory.CreateTempSubdirectory("neuralsearch-test-").FullName)
    {
    }

    private TemporaryFolder(string path) => Path = path;

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>In memory where the system has such a place, for what is opened thousands of times.</summary>
    public static TemporaryFolder InMemory() => Directory.Exists(Memory)
        ? new(Directory.CreateDirectory(System.IO.Path.Combine(Memory, $"neuralsearch-test-{Guid.NewGuid():N}")).FullName)
        : new();

    /// <summary>The path of a file or folder in it.</summary>
    public string Combine(params ReadOnlySpan<string> names) =>
        System.IO.Path.Combine([Path, .. names]);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }
}
