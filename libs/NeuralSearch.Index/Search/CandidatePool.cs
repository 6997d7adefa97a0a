using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace NeuralSearch.Index;

/// <summary>
/// The beam of a traversal without a filter: at most <see cref="Limit"/> candidates sorted by key, each expanded or
/// not. It is both the candidate and the result set of Algorithm 2 (Malkov &amp; Yashunin), which hold the same nodes
/// when every node may be a result: what falls off the end would never be expanded.
/// </summary>
internal sealed class CandidatePool
{
    private ulong[] _keys = [];
    private int _next;

    public int Limit { get; private set; }

    public int Count { get; private set; }

    /// <summary>Candidates from nearest to farthest; bit 0 of a key says whether it was expanded.</summary>
    public ReadOnlySpan<ulong> Keys => _keys.AsSpan(0, Count);

    /// <summary>Whether every candidate was expanded.</summary>
    public bool IsExhausted => _next >= Count;

    public void Begin(int limit)
    {
        Debug.Assert(limit > 0);
        if (_keys.Length < limit) _keys = new ulong[Math.Max(limit, 64)];
        Limit = limit;
        Count = 0;
        _next = 0;
    }

    /// <summary>Puts a candidate in its place unless the pool is full of nearer ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Offer(ulong key)
    {
        if (Count < Limit || key < _keys[Count - 1]) Insert(key);
    }

    /// <summary>
    /// Takes the nearest candidate that was not expanded and marks it. The pool must not be exhausted.
    /// </summary>
    public uint Expand()
    {
        var keys = _keys;
        var key = keys[_next];
        keys[_next] = key | 1;
        var next = _next + 1;
        while (next < Count && (keys[next] & 1) != 0) next++;
        _next = next;
        return DistanceKey.Offset(key);
    }

    /// <summary>The candidate that <see cref="Expand"/> would take now. The pool must not be exhausted.</summary>
    public uint Peek() => DistanceKey.Offset(_keys[_next]);

    private void Insert(ulong key)
    {
        var keys = _keys.AsSpan();
        var low = 0;
        var length = Count;
        while (length > 0)
        {
            var half = length >> 1;
            var less = keys[low + half] < key;
            low = less ? low + half + 1 : low;
            length = less ? length - half - 1 : half;
        }

        if (Count < Limit) Count++;
        keys[low..(Count - 1)].CopyTo(keys[(low + 1)..]);
        keys[low] = key;
        if (low < _next) _next = low;
    }
}
