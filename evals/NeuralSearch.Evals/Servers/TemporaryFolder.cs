namespace NeuralSearch.Evals.Servers;

/// <summary>A folder that is removed at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("neuralsearch-evals-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
