using System.Runtime.CompilerServices;

namespace NeuralSearch.Index;

/// <summary>
/// The offsets a traversal has seen: a generation stamp per offset, so that a new traversal begins in O(1) and the
/// array is cleared once in 65 535 traversals.
/// </summary>
internal sealed class VisitedSet
{
    private ushort[] _stamps = [];
    private ushort _generation;

    /// <summary>Begins a traversal over at least <paramref name="count"/> offsets.</summary>
    public void Begin(uint count)
    {
        if (_stamps.Length < count)
        {
            // A quarter more than asked for: an index that grows must not allocate at every search.
            _stamps = new ushort[Math.Min(count + count / 4 + 1024, (uint)Array.MaxLength)];
            _generation = 0;
        }

        if (++_generation != 0) return;
        Array.Clear(_stamps);
        _generation = 1;
    }

    /// <summary>
    /// Marks an offset; false if it was marked or is so new that the set has no room for it: a node that was linked
    /// after the traversal began may be passed over.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryVisit(uint offset)
    {
        var stamps = _stamps;
        if (offset >= (uint)stamps.Length || stamps[offset] == _generation) return false;
        stamps[offset] = _generation;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(uint offset) => offset < (uint)_stamps.Length && _stamps[offset] == _generation;
}
