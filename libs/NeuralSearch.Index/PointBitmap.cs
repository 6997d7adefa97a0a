using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralSearch.Index;

/// <summary>A set of point offsets with an exact count: what a filter lets pass.</summary>
/// <remarks>Mutable and not thread-safe; once nobody changes it, any number of threads may read it.</remarks>
public sealed class PointBitmap
{
    private readonly ulong[] _words;

    /// <summary>Creates an empty set that can hold the offsets 0…<paramref name="capacity"/>−1.</summary>
    public PointBitmap(uint capacity)
    {
        Capacity = capacity;
        _words = new ulong[((long)capacity + 63) / 64];
    }

    /// <summary>Offsets at or above this are never in the set.</summary>
    public uint Capacity { get; }

    /// <summary>How many offsets are in the set, exactly. O(1).</summary>
    public uint Count { get; private set; }

    /// <summary>The bits: offset o is bit o mod 64 of word o / 64; bits at or above the capacity are 0.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>Whether the offset is in the set; false at or above the capacity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(uint offset)
    {
        var words = _words;
        var word = offset >> 6;
        return word < (uint)words.Length && (words[word] >> (int)(offset & 63) & 1) != 0;
    }

    /// <summary>Puts an offset into the set; false if it was there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The offset is not below the capacity.</exception>
    public bool Add(uint offset)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, Capacity);

        ref var word = ref _words[offset >> 6];
        var bit = 1ul << (int)(offset & 63);
        if ((word & bit) != 0) return false;
        word |= bit;
        Count++;
        return true;
    }

    /// <summary>Takes an offset out of the set; false if it was not there.</summary>
    public bool Remove(uint offset)
    {
        if (!Contains(offset)) return false;
        _words[offset >> 6] &= ~(1ul << (int)(offset & 63));
        Count--;
        return true;
    }

    /// <summary>Puts every offset below the capacity into the set.</summary>
    public void Fill()
    {
        Array.Fill(_words, ulong.MaxValue);
        ClearBeyondCapacity();
        Recount();
    }

    /// <summary>Keeps what is in both sets. O(capacity / 64).</summary>
    public void IntersectWith(PointBitmap other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < _words.Length; i++)
            _words[i] &= i < other._words.Length ? other._words[i] : 0;
        Recount();
    }

    /// <summary>Adds what is in the other set. O(capacity / 64).</summary>
    /// <exception cref="ArgumentException">The other set holds an offset at or above this set's capacity.</exception>
    public void UnionWith(PointBitmap other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Capacity > Capacity && !other.FitsIn(Capacity))
            throw new ArgumentException($"The other set holds offsets beyond this set's capacity of {Capacity}.",
                nameof(other));

        var shared = Math.Min(_words.Length, other._words.Length);
        for (var i = 0; i < shared; i++) _words[i] |= other._words[i];
        Recount();
    }

    /// <summary>Takes out what is in the other set. O(capacity / 64).</summary>
    public void ExceptWith(PointBitmap other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var shared = Math.Min(_words.Length, other._words.Length);
        for (var i = 0; i < shared; i++) _words[i] &= ~other._words[i];
        Recount();
    }

    /// <summary>Replaces the set by the offsets below the capacity that were not in it. O(capacity / 64).</summary>
    public void Complement()
    {
        for (var i = 0; i < _words.Length; i++) _words[i] = ~_words[i];
        ClearBeyondCapacity();
        Recount();
    }

    /// <summary>Enumerates the offsets in ascending order, without allocating.</summary>
    public Enumerator GetEnumerator() => new(_words);

    private bool FitsIn(uint capacity)
    {
        foreach (var offset in this)
            if (offset >= capacity) return false;
        return true;
    }

    private void ClearBeyondCapacity()
    {
        var tail = (int)(Capacity & 63);
        if (tail != 0) _words[^1] &= (1ul << tail) - 1;
    }

    private void Recount()
    {
        var count = 0u;
        foreach (var word in _words) count += (uint)BitOperations.PopCount(word);
        Count = count;
    }

    /// <summary>Walks the offsets of a set in ascending order.</summary>
    public struct Enumerator
    {
        private readonly ulong[] _words;
        private int _index;
        private ulong _rest;

        internal Enumerator(ulong[] words)
        {
            _words = words;
            _index = -1;
        }

        /// <summary>The offset the enumerator stands on.</summary>
        public uint Current { get; private set; }

        /// <summary>Goes to the next offset; false at the end.</summary>
        public bool MoveNext()
        {
            while (_rest == 0)
            {
                if (++_index >= _words.Length) return false;
                _rest = _words[_index];
            }

            Current = (uint)(_index * 64 + BitOperations.TrailingZeroCount(_rest));
            _rest &= _rest - 1;
            return true;
        }
    }
}
