using Microsoft.Win32.SafeHandles;

namespace NeuralSearch.Index;

/// <summary>
/// An index as it was when <see cref="VectorIndex.BeginSave"/> returned, to be written by any thread while the index
/// goes on.
/// </summary>
public sealed class IndexSave : IDisposable
{
    private readonly SegmentLayout _layout;
    private readonly SegmentCut _cut;
    private readonly Action _ended;

    internal IndexSave(SegmentLayout layout, SegmentCut cut, Action ended)
    {
        _layout = layout;
        _cut = cut;
        _ended = ended;
    }

    /// <summary>Writes the arrays as they are; <see cref="VectorIndex.Open"/> reads them.</summary>
    /// <param name="folder">A folder that does not exist; it appears when all of it is there.</param>
    /// <param name="sync">
    /// Called with each file, complete, and its path, to make it durable; null leaves that to the system. The folder
    /// itself, and the name of it in its parent, are the caller's to sync.
    /// </param>
    /// <exception cref="IOException">The folder exists, or the disk failed; then there is no such folder.</exception>
    public void Write(string folder, Action<SafeFileHandle, string>? sync = null) =>
        IndexFolder.Write(folder, _layout, _cut, sync);

    /// <summary>Lets the indexer go on. Call it once.</summary>
    public void Dispose()
    {
        _cut.Dispose();
        _ended();
    }
}
