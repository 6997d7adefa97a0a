using System.Numerics;
using System.Runtime.CompilerServices;

namespace NeuralSearch.Index;

/// <summary>
/// The offsets that hold a row and are not deleted. One writer, any number of readers without a lock: a reader sees a
/// bit as it was at some moment during its search.
/// </summary>
/// <remarks>
/// Growing publishes a larger copy. A reader that still holds the smaller one misses only changes made after it began,
/// and it never asks for offsets that were published later.
/// </remarks>
internal sealed class LiveSet
{
    private ulong[] _words = [];
    private uint _count;

    /// <summary>An empty set.</summary>
    public LiveSet()
    {
    }

    /// <summary>A set of the bits given: offset o is bit o mod 64 of word o / 64.</summary>
    public LiveSet(ulong[] words)
    {
        _words = words;
        foreach (var word in words) _count += (uint)BitOperations.PopCount(word);
    }

    /// <summary>How many offsets are live.</summary>
    public uint Count => Volatile.Read(ref _count);

    /// <summary>The bits as of now; offsets beyond its end are not live.</summary>
    public ulong[] Words => Volatile.Read(ref _words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(uint offset) => Contains(Words, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Contains(ulong[] words, uint offset)
    {
        var word = offset >> 6;
        return word < (uint)words.Length && (words[word] >> (int)(offset & 63) & 1) != 0;
    }

    public void Add(uint offset)
    {
        var index = (int)(offset >> 6);
        if (index >= _words.Length)
        {
            var larger = new ulong[Math.Max(16, Math.Max(index + 1, _words.Length * 2))];
            _words.CopyTo(larger, 0);
            Volatile.Write(ref _words, larger);
        }

        Volatile.Write(ref _words[index], _words[index] | 1ul << (int)(offset & 63));
        Volatile.Write(ref _count, _count + 1);
    }

    public bool Remove(uint offset)
    {
        if (!Contains(offset)) return false;
        var index = (int)(offset >> 6);
        Volatile.Write(ref _words[index], _words[index] & ~(1ul << (int)(offset & 63)));
        Volatile.Write(ref _count, _count - 1);
        return true;
    }
}
