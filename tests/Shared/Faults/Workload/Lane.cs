using Grpc.Core;

namespace NeuralSearch.Testing.Faults.Workload;

/// <summary>
/// One client: it writes one operation after the other, all chosen by its seed, and keeps what was acknowledged. What
/// a lane writes is its own (ids, collections), so that lanes may run at the same time and are checked one by one.
/// </summary>
public sealed class Lane
{
    /// <summary>The collection that lanes share, if they were given one.</summary>
    public const string SharedCollection = "shared";

    /// <summary>Ids that a lane writes.</summary>
    public const int IdCount = 250;

    private const int MostPointsOfAWrite = 16;
    private static readonly string[] Fields = ["group", "rank"];

    private readonly Random _random;
    private readonly string[] _own;
    private readonly Func<long>? _position;
    private readonly List<LaneEntry> _history = [];
    private int _revision;

    /// <param name="number">From 0; decides its ids and the names of its collections.</param>
    /// <param name="seed">What it writes follows from this.</param>
    /// <param name="isShared">Whether it also writes to <see cref="SharedCollection"/>, which must exist.</param>
    /// <param name="position">Asked before an operation is sent and after it was acknowledged: how far a recording is.</param>
    public Lane(int number, int seed, bool isShared, Func<long>? position = null)
    {
        Number = number;
        _random = new Random(seed);
        _own = [$"lane{number}-a", $"lane{number}-b"];
        _position = position;
        if (isShared) Acknowledged.Collections.Add(SharedCollection, new CollectionContent());
    }

    private Lane(Lane origin, NodeState acknowledged, WorkloadOperation? pending)
    {
        Number = origin.Number;
        _random = new Random(0);
        _own = origin._own;
        Acknowledged = acknowledged;
        Pending = pending;
    }

    /// <summary>From 0.</summary>
    public int Number { get; }

    /// <summary>What must be there.</summary>
    public NodeState Acknowledged { get; private set; } = new();

    /// <summary>
    /// The operation that was sent and not answered, or answered with an error that leaves its fate open: it may be
    /// there as a whole or not at all.
    /// </summary>
    public WorkloadOperation? Pending { get; private set; }

    /// <summary>Points that were written or deleted by id with an acknowledgement.</summary>
    public int AcknowledgedPoints { get; private set; }

    /// <summary>Operations that were acknowledged.</summary>
    public int AcknowledgedOperations { get; private set; }

    /// <summary>Every operation that was sent, with the positions of the recording around it.</summary>
    public IReadOnlyList<LaneEntry> History => _history;

    /// <summary>The collection that it creates before any other.</summary>
    public string FirstOwn => _own[0];

    /// <summary>Whether a collection belongs to this lane alone.</summary>
    public bool Owns(string collection) => _own.Contains(collection);

    /// <summary>Whether an id of the shared collection is this lane's.</summary>
    public bool Owns(ulong id) => id / IdCount == (ulong)Number;

    /// <summary>Sends operations until one is not acknowledged, or as long as it may go on.</summary>
    /// <returns>The error that ended it; null when it was told to end.</returns>
    public async Task<RpcException?> RunAsync(INodeClient node, Func<bool> goesOn)
    {
        while (goesOn())
            if (await StepAsync(node) is { } error) return error;
        return null;
    }

    /// <summary>Sends one operation.</summary>
    /// <returns>The error it was answered with; null when it was acknowledged.</returns>
    public Task<RpcException?> StepAsync(INodeClient node) => TryAsync(node, Choose());

    /// <summary>Sends an operation of the caller's choice.</summary>
    /// <returns>The error it was answered with; null when it was acknowledged.</returns>
    public async Task<RpcException?> TryAsync(INodeClient node, WorkloadOperation operation)
    {
        long sent = Position;
        try
        {
            await operation.SendAsync(node);
        }
        catch (RpcException error)
        {
            _history.Add(new LaneEntry(operation, sent, null));
            TakeError(operation, error);
            return error;
        }

        _history.Add(new LaneEntry(operation, sent, Position));
        operation.Apply(Acknowledged);
        AcknowledgedPoints += operation.PointCount;
        AcknowledgedOperations++;
        return null;
    }

    /// <summary>What the lane knew when the recording was as far as that.</summary>
    public Lane At(long position)
    {
        var state = new NodeState();
        WorkloadOperation? pending = null;
        foreach (LaneEntry entry in _history)
        {
            if (entry.Acknowledged <= position) entry.Operation.Apply(state);
            else if (entry.Sent <= position) pending = entry.Operation;
        }

        return new Lane(this, state, pending);
    }

    /// <summary>Takes over what became of the operation whose fate was open.</summary>
    public void Settle(bool isApplied)
    {
        if (isApplied) Pending?.Apply(Acknowledged);
        Pending = null;
    }

    private long Position => _position?.Invoke() ?? 0;

    /// <summary>
    /// No space: refused before anything was written. An error of the disk leaves the first write open; every later one
    /// is refused before it is written, and must not be there.
    /// </summary>
    private void TakeError(WorkloadOperation operation, RpcException error)
    {
        if (error.StatusCode == StatusCode.ResourceExhausted) return;
        if (Pending is null) Pending = operation;
        else if (error.StatusCode != StatusCode.FailedPrecondition)
            throw new InvalidOperationException($"A second write of lane {Number} has an open end.", error);
    }

    private WorkloadOperation Choose()
    {
        string[] present = [.. Acknowledged.Collections.Keys];
        if (present.Length == 0) return new CreateOwn(_own[0]);
        int revision = ++_revision;
        string collection = present[_random.Next(present.Length)];
        int roll = _random.Next(100);
        string field = Fields[_random.Next(Fields.Length)];
        string? missing = _own.Except(present).FirstOrDefault();
        bool isShared = collection == SharedCollection;
        return roll switch
        {
            >= 55 and < 70 => new DeleteIds(collection, Ids(8)),
            >= 70 and < 78 => new DeleteGroup(collection, Number, $"g{_random.Next(PointContent.Groups)}"),
            >= 78 and < 86 when !isShared => Acknowledged.Collections[collection].Indexes.Contains(field)
                ? new DeleteIndex(collection, field)
                : new CreateIndex(collection, field),
            >= 86 and < 93 when missing is not null => new CreateOwn(missing),
            >= 93 and < 96 when !isShared => new DeleteOwn(collection),
            _ => new Upsert(collection, Number, Ids(MostPointsOfAWrite), revision),
        };
    }

    private ulong[] Ids(int most) => [.. Enumerable.Range(0, _random.Next(1, most + 1))
        .Select(_ => ((ulong)Number * IdCount) + (ulong)_random.Next(IdCount))
        .Distinct()];
}

/// <summary>An operation of a lane and how far the recording was when it was sent and acknowledged.</summary>
public sealed record LaneEntry(WorkloadOperation Operation, long Sent, long? Acknowledged);
