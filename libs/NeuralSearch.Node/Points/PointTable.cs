using System.Collections.Concurrent;

namespace NeuralSearch.Node.Points;

/// <summary>
/// The points of a collection by offset and by id. A new version of a point gets a new offset; the id then leads to
/// it, which is the one moment at which readers stop seeing the old version and see the new one.
/// </summary>
internal sealed class PointTable
{
    private readonly BlockList<PointRecord> _records = new();
    private readonly ConcurrentDictionary<PointKey, uint> _offsets = new();
    private long _liveCount;

    /// <summary>One more than the largest offset in use.</summary>
    public uint Count => _records.Count;

    /// <summary>How many points there are.</summary>
    public long LiveCount => Volatile.Read(ref _liveCount);

    public PointRecord this[uint offset] => _records[offset];

    public bool TryGetOffset(PointKey key, out uint offset) => _offsets.TryGetValue(key, out offset);

    /// <summary>Whether the offset holds the current version of its point.</summary>
    public bool IsLive(uint offset) => _offsets.TryGetValue(_records[offset].Key, out uint live) && live == offset;

    /// <summary>Appends a record that no id leads to yet. Writer only.</summary>
    public uint Append(PointRecord record)
    {
        uint offset = _records.Count;
        _records.Append(record);
        return offset;
    }

    /// <summary>Lets the id of a record lead to it. Writer only.</summary>
    /// <returns>The offset that the id led to before, null for a new point.</returns>
    public uint? Publish(uint offset)
    {
        PointKey key = _records[offset].Key;
        uint? replaced = _offsets.TryGetValue(key, out uint before) ? before : null;
        _offsets[key] = offset;
        if (replaced is null) Volatile.Write(ref _liveCount, _liveCount + 1);
        return replaced;
    }

    /// <summary>Forgets an id. Writer only.</summary>
    /// <returns>The offset it led to, null when there was no such point.</returns>
    public uint? Remove(PointKey key)
    {
        if (!_offsets.TryRemove(key, out uint offset)) return null;
        Volatile.Write(ref _liveCount, _liveCount - 1);
        return offset;
    }
}
