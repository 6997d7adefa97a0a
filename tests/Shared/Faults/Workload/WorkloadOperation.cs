using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Testing.Faults.Workload;

/// <summary>One write: how it is sent, and what it changes once it is acknowledged.</summary>
public abstract record WorkloadOperation(string Collection)
{
    /// <summary>No write takes longer, whatever the disk does.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>How many points it writes or deletes by id; 0 for the other kinds.</summary>
    public virtual int PointCount => 0;

    /// <summary>Changes a state as the node shall change its own.</summary>
    public abstract void Apply(NodeState state);

    /// <summary>Sends it with <c>wait=true</c> and returns when it is acknowledged.</summary>
    public abstract Task SendAsync(INodeClient node);

    /// <summary>The options of every call.</summary>
    protected static CallOptions Call => new(deadline: DateTime.UtcNow + Limit);
}

/// <summary>Writes whole points, new or over older ones.</summary>
public sealed record Upsert(string Collection, int Lane, IReadOnlyList<ulong> Ids, int Revision)
    : WorkloadOperation(Collection)
{
    /// <inheritdoc/>
    public override int PointCount => Ids.Count;

    /// <inheritdoc/>
    public override void Apply(NodeState state)
    {
        foreach (ulong id in Ids) state.Collections[Collection].Points[id] = Revision;
    }

    /// <inheritdoc/>
    public override async Task SendAsync(INodeClient node)
    {
        var request = new UpsertPoints { CollectionName = Collection, Wait = true };
        request.Points.Add(Ids.Select(id => PointContent.Make(id, Lane, Revision)));
        await node.Points.UpsertAsync(request, Call);
    }
}

/// <summary>Deletes points by id, be they there or not.</summary>
public sealed record DeleteIds(string Collection, IReadOnlyList<ulong> Ids) : WorkloadOperation(Collection)
{
    /// <inheritdoc/>
    public override int PointCount => Ids.Count;

    /// <inheritdoc/>
    public override void Apply(NodeState state)
    {
        foreach (ulong id in Ids) state.Collections[Collection].Points.Remove(id);
    }

    /// <inheritdoc/>
    public override async Task SendAsync(INodeClient node)
    {
        var ids = new PointsIdsList { Ids = { Ids.Select(id => new PointId { Num = id }) } };
        await node.Points.DeleteAsync(
            new DeletePoints { CollectionName = Collection, Wait = true, Points = new PointsSelector { Points = ids } }, Call);
    }
}

/// <summary>Deletes the lane's points of one group by a filter.</summary>
public sealed record DeleteGroup(string Collection, int Lane, string Group) : WorkloadOperation(Collection)
{
    /// <inheritdoc/>
    public override void Apply(NodeState state)
    {
        SortedDictionary<ulong, int> points = state.Collections[Collection].Points;
        ulong[] gone = [.. points.Where(p => PointContent.GroupOf(p.Key, p.Value) == Group).Select(p => p.Key)];
        foreach (ulong id in gone) points.Remove(id);
    }

    /// <inheritdoc/>
    public override async Task SendAsync(INodeClient node)
    {
        var filter = new Filter { Must = { Filters.Group(Group), Filters.Lane(Lane) } };
        await node.Points.DeleteAsync(
            new DeletePoints { CollectionName = Collection, Wait = true, Points = new PointsSelector { Filter = filter } },
            Call);
    }
}

/// <summary>Gives a field an index.</summary>
public sealed record CreateIndex(string Collection, string Field) : WorkloadOperation(Collection)
{
    /// <inheritdoc/>
    public override void Apply(NodeState state) => state.Collections[Collection].Indexes.Add(Field);

    /// <inheritdoc/>
    public override async Task SendAsync(INodeClient node) => await node.Points.CreateFieldIndexAsync(
        new CreateFieldIndexCollection
        {
            CollectionName = Collection,
            Wait = true,
            FieldName = Field,
            FieldType = Field == "group" ? FieldType.Keyword : FieldType.Integer,
        },
        Call);
}

/// <summary>Takes a field's index away.</summary>
public sealed record DeleteIndex(string Collection, string Field) : WorkloadOperation(Collection)
{
    /// <inheritdoc/>
    public override void Apply(NodeState state) => state.Collections[Collection].Indexes.Remove(Field);

    /// <inheritdoc/>
    public override async Task SendAsync(INodeClient node) => await node.Points.DeleteFieldIndexAsync(
        new DeleteFieldIndexCollection { CollectionName = Collection, Wait = true, FieldName = Field }, Call);
}

/// <summary>Creates a collection of Euclid vectors, which come back bit by bit.</summary>
public sealed record CreateOwn(string Collection) : WorkloadOperation(Collection)
{
    /// <inheritdoc/>
    public override void Apply(NodeState state) => state.Collections.Add(Collection, new CollectionContent());

    /// <inheritdoc/>
    public override async Task SendAsync(INodeClient node) => await node.Collections.CreateAsync(
        new CreateCollection
        {
            CollectionName = Collection,
            VectorsConfig = new VectorsConfig
            {
                Params = new VectorParams { Size = PointContent.Dimensions, Distance = Distance.Euclid },
            },
        },
        Call);
}

/// <summary>Deletes a collection with all that is in it.</summary>
public sealed record DeleteOwn(string Collection) : WorkloadOperation(Collection)
{
    /// <inheritdoc/>
    public override void Apply(NodeState state) => state.Collections.Remove(Collection);

    /// <inheritdoc/>
    public override async Task SendAsync(INodeClient node) =>
        await node.Collections.DeleteAsync(new DeleteCollection { CollectionName = Collection }, Call);
}
