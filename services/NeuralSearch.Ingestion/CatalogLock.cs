using NeuralSearch.ServiceDefaults.Hosting;

namespace NeuralSearch.Ingestion;

/// <summary>
/// Keeps a second ingestion process away from a catalog: leases of documents and sources, and which ingestions run, are
/// known to one process only. The system lets go of the lock when the process ends, however.
/// </summary>
internal sealed class CatalogLock : IDisposable
{
    private const string FileName = "catalog.lock";

    private readonly FileStream _file;

    public CatalogLock(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            _file = new FileStream(
                Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (IsTaken(error))
        {
            throw new StartRefusedException(
                $"The data folder {folder} is in use by another process. Stop that process, or give this one a folder "
                + "of its own.", error);
        }
    }

    public void Dispose() => _file.Dispose();

    // The lock is refused with EAGAIN on Linux, EWOULDBLOCK on macOS, a sharing violation on Windows.
    private static bool IsTaken(IOException error) => (error.HResult & 0xFFFF) is 11 or 35 or 32;
}
