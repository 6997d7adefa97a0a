using NeuralSearch.Node.Errors;

namespace NeuralSearch.Node.Storage;

/// <summary>
/// Keeps a second process out of a data folder. The system lets go of it when the process ends, however.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    public static FolderLock Take(string folder)
    {
        string path = Path.Combine(folder, "LOCK");
        try
        {
            return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error) when (IsTaken(error))
        {
            throw new FolderInUseException(folder, error);
        }
    }

    public void Dispose() => _file.Dispose();

    // The lock is refused with EAGAIN on Linux, EWOULDBLOCK on macOS, a sharing violation on Windows.
    private static bool IsTaken(IOException error) => (error.HResult & 0xFFFF) is 11 or 35 or 32;
}
