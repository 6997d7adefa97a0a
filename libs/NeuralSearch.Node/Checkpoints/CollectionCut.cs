using NeuralSearch.Index;
using NeuralSearch.Node.FieldIndexes;
using NeuralSearch.Node.Query;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Checkpoints;

/// <summary>
/// A collection as it stood after one operation, to be written while it goes on: a snapshot keeps the points, a save of
/// each index the rows. Until it is disposed the graphs do not grow.
/// </summary>
internal sealed class CollectionCut : IDisposable
{
    private readonly Action _ended;

    /// <summary>Writer only, between two operations.</summary>
    public CollectionCut(CollectionState state, Action ended)
    {
        _ended = ended;
        Points = state.TakeSnapshot();
        FieldIndexes = [.. state.FieldIndexes];
        Vectors = [.. state.Schema.Vectors.Select((_, i) => state.Vector(i).BeginSave())];
    }

    public CollectionSnapshot Points { get; }

    public IReadOnlyList<FieldIndex> FieldIndexes { get; }

    public IReadOnlyList<IndexSave> Vectors { get; }

    public void Dispose()
    {
        foreach (IndexSave vector in Vectors) vector.Dispose();
        Points.Dispose();
        _ended();
    }
}
