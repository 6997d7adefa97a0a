namespace NeuralSearch.Index;

/// <summary>Rows in native memory and how they are stored there: for whatever looks at one row at a time.</summary>
/// <remarks>What compares rows takes <see cref="Blocks"/> and has the type in its <see cref="IDistance"/>.</remarks>
/// <param name="blocks">The memory; its records are <see cref="RowConversion.Bytes"/> long.</param>
/// <param name="type">How components are stored.</param>
/// <param name="dimensions">Components of a row.</param>
internal sealed unsafe class StoredRows(NativeBlocks blocks, RowType type, int dimensions)
{
    public NativeBlocks Blocks => blocks;

    public RowType Type => type;

    public int Dimensions => dimensions;

    /// <summary>Stores a row that fits; there is room for it.</summary>
    public void Write(uint row, ReadOnlySpan<float> components) => RowConversion.Store(type, components, Record(row));

    /// <summary>Copies another's row of the same type.</summary>
    public void CopyFrom(StoredRows source, uint from, uint row) => source.Record(from).CopyTo(Record(row));

    /// <summary>Copies components of a row out, from one of them on, a multiple of 8.</summary>
    public void Read(uint row, int start, Span<float> components) =>
        RowConversion.Load(type, Components(row)[(int)RowConversion.UsedBytes(type, start)..], components);

    /// <summary>A row as float32: itself if that is what is stored, else in the room that is given.</summary>
    public ReadOnlySpan<float> Read(uint row, float[] room)
    {
        if (type == RowType.Float32) return new ReadOnlySpan<float>(blocks[row], dimensions);
        Read(row, 0, room.AsSpan(0, dimensions));
        return room.AsSpan(0, dimensions);
    }

    /// <summary>Whether all components are 0 or −0.</summary>
    public bool IsZero(uint row) => RowConversion.IsZero(type, Components(row));

    /// <summary>Whether two rows are stored alike; 0 and −0 are not.</summary>
    public bool HaveSameBits(uint first, uint second) => Components(first).SequenceEqual(Components(second));

    private Span<byte> Record(uint row) => new(blocks[row], (int)blocks.RecordBytes);

    /// <summary>A record without what may lie behind its components.</summary>
    private Span<byte> Components(uint row) => Record(row)[..(int)RowConversion.UsedBytes(type, dimensions)];
}
