using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Index;

namespace NeuralSearch.Evals.Loading;

/// <summary>
/// Appends rows as the node's writer of a collection does while writes wait for it: rows are visible when they are
/// appended, and the graph may lag behind by a fixed number of rows, which every search scans.
/// </summary>
internal sealed class BoundedLoader(VectorIndex index, RowMatrix rows)
{
    /// <summary>MaxUnindexedRows of NeuralSearch.Node's CollectionWriter.</summary>
    public const uint MaxUnindexedRows = 2_048;

    /// <summary>IndexStep of the same: rows that are indexed at a time.</summary>
    private const int IndexStep = 64;

    /// <summary>Points of a request whose client wants them in quickly.</summary>
    private const int RowsOfRequest = 100;

    private int _next;

    public void Load(int count, CancellationToken cancellationToken)
    {
        for (int end = _next + count; _next < end;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int last = Math.Min(_next + RowsOfRequest, end); _next < last; _next++) index.Append(rows[_next]);
            while (index.Count - index.IndexedCount > MaxUnindexedRows && index.IndexNext(IndexStep))
            {
            }
        }
    }

    public void Settle(CancellationToken cancellationToken)
    {
        while (index.IndexNext(IndexStep)) cancellationToken.ThrowIfCancellationRequested();
    }
}
