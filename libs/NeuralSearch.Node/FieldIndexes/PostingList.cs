using NeuralSearch.Index;

namespace NeuralSearch.Node.FieldIndexes;

/// <summary>
/// The points that hold a value, in the order they were written. One writer appends; readers read without a lock:
/// the array is replaced before the count that needs it is published.
/// </summary>
internal sealed class PostingList
{
    private uint[] _offsets = new uint[1];
    private int _count;

    /// <summary>Appends a point.</summary>
    /// <returns>Bytes that the list has grown by.</returns>
    public long Append(uint offset)
    {
        int capacity = _offsets.Length;
        int count = _count;
        if (count > 0 && _offsets[count - 1] == offset) return 0; // a value repeated within one point
        if (count == _offsets.Length) Array.Resize(ref _offsets, count * 2);
        _offsets[count] = offset;
        Volatile.Write(ref _count, count + 1);
        return (_offsets.Length - (long)capacity) * sizeof(uint);
    }

    public void CopyTo(PointBitmap points)
    {
        int count = Volatile.Read(ref _count);
        foreach (uint offset in _offsets.AsSpan(0, count))
        {
            if (offset >= points.Capacity) break; // ascending: the rest came after the query
            points.Add(offset);
        }
    }
}
