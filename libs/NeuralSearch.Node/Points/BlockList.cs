namespace NeuralSearch.Node.Points;

/// <summary>
/// A list that only grows, in blocks that never move: one writer appends, any number of readers read what was
/// published before without a lock.
/// </summary>
internal sealed class BlockList<T>
    where T : class
{
    private const int BlockBits = 10;
    private const int BlockLength = 1 << BlockBits;

    private T[][] _blocks = [];
    private uint _count;

    /// <summary>How many items are published.</summary>
    public uint Count => Volatile.Read(ref _count);

    public T this[uint index] => _blocks[index >> BlockBits][index & (BlockLength - 1)];

    /// <summary>Puts another item in the place of a published one. Writer only.</summary>
    public void Replace(uint index, T item) =>
        Volatile.Write(ref _blocks[index >> BlockBits][index & (BlockLength - 1)], item);

    public void Append(T item)
    {
        uint index = _count;
        int block = (int)(index >> BlockBits);
        if (block == _blocks.Length)
        {
            // The block exists before the array that holds it is published, and that before the count.
            T[][] grown = [.. _blocks, new T[BlockLength]];
            Volatile.Write(ref _blocks, grown);
        }

        _blocks[block][index & (BlockLength - 1)] = item;
        Volatile.Write(ref _count, index + 1);
    }
}
