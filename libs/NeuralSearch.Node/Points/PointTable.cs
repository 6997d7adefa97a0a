using System.Collections.Concurrent;

namespace NeuralSearch.Node.Points;

/// <summary>
/// The points of a collection by offset and by id. A new version of a point gets a new offset, and the old one is kept
/// with the number of the operation that ended it: so a reader sees all points as they stood after one operation,
/// whatever the writer does meanwhile.
/// </summary>
internal sealed class PointTable
{
    // Objects of a point: its record (96), the entry of its id (88), the header of its payload (24), its slot.
    private const long PointBytes = 208 + SlotBytes;
    private const long SlotBytes = 8;

    private readonly BlockList<PointRecord> _records = new();

    // The latest version of every id that a reader may ask for: that of a deleted point has ended, and leads to those
    // before it.
    private readonly ConcurrentDictionary<PointKey, uint> _offsets = new();
    private long _liveCount;
    private long _bytes;

    /// <summary>One more than the largest offset in use.</summary>
    public uint Count => _records.Count;

    /// <summary>How many points there are.</summary>
    public long LiveCount => Volatile.Read(ref _liveCount);

    /// <summary>Memory that it takes, an estimate.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public PointRecord this[uint offset] => _records[offset];

    /// <summary>
    /// Whether the offset holds the latest version of its point. Writer only: readers ask for a version.
    /// </summary>
    public bool IsLive(uint offset) => _records[offset].IsCurrentAt(ulong.MaxValue - 1);

    /// <summary>
    /// Where a point stood when the operation of that number had been applied; false when there was none.
    /// </summary>
    public bool TryGetOffset(PointKey key, ulong version, out uint offset)
    {
        if (!_offsets.TryGetValue(key, out offset)) return false;
        while (_records[offset].Version > version)
        {
            if (_records[offset].Replaced is not { } replaced) return false;
            offset = replaced;
        }

        return _records[offset].IsCurrentAt(version);
    }

    /// <summary>Memory that a point with a payload of so many bytes takes, an estimate.</summary>
    public static long BytesOf(int payloadBytes) => PointBytes + payloadBytes;

    /// <summary>Appends a record that no id leads to yet. Writer only.</summary>
    public uint Append(PointRecord record)
    {
        uint offset = _records.Count;
        _records.Append(record);
        Volatile.Write(ref _bytes, _bytes + BytesOf(record.Payload.Length));
        return offset;
    }

    /// <summary>Lets the id of a record lead to it. Writer only.</summary>
    /// <returns>The offset of the version that it ended, null for a new point.</returns>
    public uint? Publish(uint offset)
    {
        PointRecord record = _records[offset];
        uint? replaced = null;
        if (_offsets.TryGetValue(record.Key, out uint before))
        {
            record.Follow(before);
            if (IsLive(before))
            {
                _records[before].End(record.Version);
                replaced = before;
            }
        }

        _offsets[record.Key] = offset;
        if (replaced is null) Volatile.Write(ref _liveCount, _liveCount + 1);
        return replaced;
    }

    /// <summary>
    /// Forgets a version that is over and that no reader can see any more: its payload, and its id if that leads
    /// nowhere else. Writer only.
    /// </summary>
    public void Forget(uint offset)
    {
        _offsets.TryRemove(new KeyValuePair<PointKey, uint>(_records[offset].Key, offset));
        Volatile.Write(ref _bytes, _bytes - BytesOf(_records[offset].Payload.Length) + SlotBytes);
        _records.Replace(offset, PointRecord.Gone);
    }

    /// <summary>Gives offsets to versions that are gone, until the next one is the given. Before anybody reads.</summary>
    public void SkipTo(uint offset)
    {
        for (; _records.Count < offset; _bytes += SlotBytes) _records.Append(PointRecord.Gone);
    }

    /// <summary>Ends a point. Writer only.</summary>
    /// <returns>The offset it stood at, null when there was no such point.</returns>
    public uint? Remove(PointKey key, ulong version)
    {
        if (!_offsets.TryGetValue(key, out uint offset) || !IsLive(offset)) return null;
        _records[offset].End(version);
        Volatile.Write(ref _liveCount, _liveCount - 1);
        return offset;
    }
}
