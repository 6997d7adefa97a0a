namespace NeuralSearch.Testing.Faults.Workload;

/// <summary>What one lane should find in a node: the collections it owns, and its points in the shared one.</summary>
public sealed class NodeState
{
    /// <summary>By name; a collection that is not here must not exist.</summary>
    public SortedDictionary<string, CollectionContent> Collections { get; } = new(StringComparer.Ordinal);

    /// <summary>A copy that can be changed by itself.</summary>
    public NodeState Clone()
    {
        var copy = new NodeState();
        foreach ((string name, CollectionContent content) in Collections) copy.Collections.Add(name, content.Clone());
        return copy;
    }
}

/// <summary>The points of a collection and the fields that have an index.</summary>
public sealed class CollectionContent
{
    /// <summary>The revision of each point by its id; an id that is not here must not be stored.</summary>
    public SortedDictionary<ulong, int> Points { get; private init; } = [];

    /// <summary>Fields with an index.</summary>
    public SortedSet<string> Indexes { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>A copy that can be changed by itself.</summary>
    public CollectionContent Clone() => new()
    {
        Points = new SortedDictionary<ulong, int>(Points),
        Indexes = new SortedSet<string>(Indexes, StringComparer.Ordinal),
    };
}
