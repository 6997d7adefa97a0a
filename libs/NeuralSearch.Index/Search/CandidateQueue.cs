namespace NeuralSearch.Index;

/// <summary>
/// The candidates of a filtered traversal, nearest first: a min-heap. It is apart from the results because nodes that
/// do not pass are traversed but never returned.
/// </summary>
internal sealed class CandidateQueue
{
    private ulong[] _keys = new ulong[256];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    public void Push(ulong key)
    {
        if (Count == _keys.Length) Array.Resize(ref _keys, _keys.Length * 2);
        var keys = _keys;
        var index = Count++;
        while (index > 0)
        {
            var parent = (index - 1) >> 1;
            if (keys[parent] <= key) break;
            keys[index] = keys[parent];
            index = parent;
        }

        keys[index] = key;
    }

    /// <summary>Takes the smallest key out. The queue must not be empty.</summary>
    public ulong Pop()
    {
        var keys = _keys;
        var smallest = keys[0];
        var key = keys[--Count];
        var index = 0;
        while (true)
        {
            var child = 2 * index + 1;
            if (child >= Count) break;
            if (child + 1 < Count && keys[child + 1] < keys[child]) child++;
            if (keys[child] >= key) break;
            keys[index] = keys[child];
            index = child;
        }

        keys[index] = key;
        return smallest;
    }
}
