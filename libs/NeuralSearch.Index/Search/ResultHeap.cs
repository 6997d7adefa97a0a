using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace NeuralSearch.Index;

/// <summary>
/// Keeps the <see cref="Limit"/> smallest keys offered: a max-heap, so that the worst kept one is on top.
/// </summary>
internal sealed class ResultHeap
{
    private ulong[] _keys = [];

    public int Limit { get; private set; }

    public int Count { get; private set; }

    /// <summary>A key must be below this to be kept.</summary>
    public ulong Bound { get; private set; }

    /// <param name="limit">How many to keep, at least 1.</param>
    /// <param name="expected">An upper bound on how many will be offered, so that a huge limit takes no memory.</param>
    public void Begin(int limit, uint expected)
    {
        Debug.Assert(limit > 0);
        var capacity = (int)Math.Min((uint)limit, Math.Max(expected, 64));
        if (_keys.Length < capacity) _keys = new ulong[capacity];
        Limit = limit;
        Count = 0;
        Bound = DistanceKey.Max;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Offer(ulong key)
    {
        if (key < Bound) Keep(key);
    }

    /// <summary>Keeps no more than <paramref name="limit"/> of the keys from now on, at least 1.</summary>
    public void Shrink(int limit)
    {
        if (limit >= Limit) return;
        while (Count > limit)
        {
            var last = _keys[--Count];
            if (Count > 0) SiftDown(last);
        }

        Limit = limit;
        if (Count == limit) Bound = _keys[0];
    }

    /// <summary>The kept keys in no order.</summary>
    public ReadOnlySpan<ulong> Keys => _keys.AsSpan(0, Count);

    /// <summary>The kept keys in ascending order. The heap must begin anew afterwards.</summary>
    public ReadOnlySpan<ulong> Sort()
    {
        var keys = _keys.AsSpan(0, Count);
        keys.Sort();
        return keys;
    }

    private void Keep(ulong key)
    {
        if (Count < Limit)
        {
            if (Count == _keys.Length) Array.Resize(ref _keys, _keys.Length * 2);
            SiftUp(Count++, key);
        }
        else
        {
            SiftDown(key);
        }

        if (Count == Limit) Bound = _keys[0];
    }

    private void SiftUp(int index, ulong key)
    {
        var keys = _keys;
        while (index > 0)
        {
            var parent = (index - 1) >> 1;
            if (keys[parent] >= key) break;
            keys[index] = keys[parent];
            index = parent;
        }

        keys[index] = key;
    }

    private void SiftDown(ulong key)
    {
        var keys = _keys;
        var index = 0;
        while (true)
        {
            var child = 2 * index + 1;
            if (child >= Count) break;
            if (child + 1 < Count && keys[child + 1] > keys[child]) child++;
            if (keys[child] <= key) break;
            keys[index] = keys[child];
            index = child;
        }

        keys[index] = key;
    }
}
