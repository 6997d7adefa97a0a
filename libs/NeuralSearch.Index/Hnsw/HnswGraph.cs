using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NeuralSearch.Index;

/// <summary>
/// The links of an HNSW graph (Malkov &amp; Yashunin 2018, arXiv:1603.09320) in native memory, and nothing else.
/// </summary>
/// <remarks>
/// <para>Layout. Layer 0: 2·M rows a node, padded to 64 bytes (two cache lines at M = 16), at the row's own place.
/// Upper layers: units of M rows; a node of level L has L units in a row, its header says where. A list that is not
/// full ends with <see cref="End"/>.</para>
/// <para>Equal rows. A row that is bit for bit equal to one in the graph, or that codes cannot tell from one
/// (<see cref="RowEquality"/>), becomes no node: it is chained to that node. Ten thousand equal rows would otherwise
/// fill every list around them with each other and cut off the rest of the graph. Zero rows under cosine are no nodes
/// either; they have a chain of their own.</para>
/// <para>Memory ordering. One indexer writes, readers take no lock. A new node's row, header and links on all its
/// layers are complete before the first link to it is stored, with release; readers load links with acquire, so whoever
/// sees a row sees everything behind it. A list is rewritten slot by slot, every slot a single aligned store; a
/// reader in between may see old and new neighbours mixed or miss one, but only ever complete nodes. The
/// entry point is one 64-bit word, so its row and level always belong together. Nodes are never removed: a deleted
/// row stays as a stepping stone, only results leave it out, until a merge copies the graph without it.</para>
/// </remarks>
internal sealed unsafe class HnswGraph
{
    /// <summary>Ends a list of links; no row has this value.</summary>
    public const uint End = uint.MaxValue;

    private const int MaxLevel = 15;
    private const uint ChainedSameBits = uint.MaxValue;
    private const uint Chained = uint.MaxValue - 1;
    private const uint NotThere = uint.MaxValue - 2;
    private const ulong NoEntry = ulong.MaxValue;
    private readonly NativeBlocks _links0;
    private readonly NativeBlocks _headers;
    private readonly NativeBlocks _upperUnits;
    private readonly double _levelFactor;
    private readonly ulong _seed;
    private ulong _entry = NoEntry;
    private uint _unitCount;
    private uint _nodeCount;
    private uint _duplicateCount;
    private uint _zeroRow = End;

    public HnswGraph(NativeArena arena, HnswOptions options)
    {
        M = options.M;
        M0 = 2 * options.M;
        _levelFactor = 1 / Math.Log(options.M);
        _seed = (ulong)options.Seed;
        _links0 = new NativeBlocks(arena, BytesOfLinks0(M));
        _headers = new NativeBlocks(arena, (nuint)sizeof(NodeHeader));
        _upperUnits = new NativeBlocks(arena, (nuint)M * sizeof(uint));
    }

    public int M { get; }

    public int M0 { get; }

    /// <summary>Rows that are nodes.</summary>
    public uint NodeCount => Volatile.Read(ref _nodeCount);

    /// <summary>Rows that are chained to a node they are equal to.</summary>
    public uint DuplicateCount => Volatile.Read(ref _duplicateCount);

    /// <summary>The first of the chain of zero rows, or <see cref="End"/>.</summary>
    public uint ZeroRow => Volatile.Read(ref _zeroRow);

    public nuint Links0Bytes => _links0.RecordBytes;

    /// <summary>
    /// Bytes of a node on average: layer 0, header, and the upper layers, of which it is on 1 / (M − 1).
    /// </summary>
    public static long BytesOfNode(int m) =>
        (long)BytesOfLinks0(m) + sizeof(NodeHeader) + m * sizeof(uint) / (m - 1);

    /// <summary>Where a traversal begins; false while the graph is empty.</summary>
    public bool TryGetEntry(out uint row, out int level)
    {
        var entry = Volatile.Read(ref _entry);
        row = (uint)entry;
        level = (int)(entry >> 32);
        return entry != NoEntry;
    }

    /// <summary>Most links of a node on a layer.</summary>
    public int Capacity(int layer) => layer == 0 ? M0 : M;

    /// <summary>The <see cref="Capacity"/> links of a node on a layer that it is on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint* Links(uint row, int layer)
    {
        if (layer == 0) return (uint*)_links0[row];
        return (uint*)_upperUnits[Header(row)->FirstUnit + (uint)layer - 1];
    }

    /// <summary>The next row of the same chain, or <see cref="End"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint NextDuplicate(uint row) => Volatile.Read(ref Header(row)->NextDuplicate);

    /// <summary>
    /// The highest layer of a row: ⌊−ln(u)·mL⌋ with mL = 1/ln(M) (section 4.1 of the paper), u in (0, 1] from the seed
    /// and the row's offset in the index alone, so that a graph built again is the same graph and a merge keeps levels.
    /// </summary>
    public int LevelOf(uint offset)
    {
        // SplitMix64 (Steele, Lea, Flood 2014): one step of it is a good 64-bit hash.
        var z = unchecked((_seed << 32 | offset) + 0x9E3779B97F4A7C15);
        z = unchecked((z ^ z >> 30) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ z >> 27) * 0x94D049BB133111EB);
        z ^= z >> 31;
        var uniform = ((z >> 11) + 1) * (1.0 / (1ul << 53));
        return Math.Min(MaxLevel, (int)(-Math.Log(uniform) * _levelFactor));
    }

    /// <summary>Makes empty lists on the layers 0…level for a row that nothing links to yet.</summary>
    public void Prepare(uint row, int level)
    {
        _links0.EnsureRoomFor(row);
        _headers.EnsureRoomFor(row);
        new Span<uint>(Links(row, 0), M0).Fill(End);
        *Header(row) = new NodeHeader { FirstUnit = _unitCount, NextDuplicate = End };
        if (level == 0) return;
        _upperUnits.EnsureRoomFor(_unitCount + (uint)level - 1);
        for (var layer = 1; layer <= level; layer++) new Span<uint>(Links(row, layer), M).Fill(End);
    }

    /// <summary>
    /// Makes the prepared row a node. Its own links are written; links to it may be stored from now on.
    /// </summary>
    public void Commit(int level)
    {
        _unitCount += (uint)level;
        Volatile.Write(ref _nodeCount, _nodeCount + 1);
    }

    /// <summary>Says that a row is none of the graph's: it was deleted before its turn, or has no vector.</summary>
    public void Skip(uint row)
    {
        _headers.EnsureRoomFor(row);
        *Header(row) = new NodeHeader { FirstUnit = NotThere, NextDuplicate = End };
    }

    /// <summary>Whether a row that had its turn is a node, not chained to one and not skipped.</summary>
    public bool IsNode(uint row) => Header(row)->FirstUnit < NotThere;

    /// <summary>Whether a chained row has exactly the bits of its node and so every distance of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasBitsOfItsNode(uint duplicate) => Header(duplicate)->FirstUnit == ChainedSameBits;

    /// <summary>Chains a prepared row, that was not committed, to the node it is equal to.</summary>
    public void Chain(uint node, uint duplicate, bool hasSameBits)
    {
        var header = Header(node);
        *Header(duplicate) = new NodeHeader
        {
            FirstUnit = hasSameBits ? ChainedSameBits : Chained,
            NextDuplicate = header->NextDuplicate,
        };
        Volatile.Write(ref header->NextDuplicate, duplicate);
        Volatile.Write(ref _duplicateCount, _duplicateCount + 1);
    }

    /// <summary>Puts a row before the chain of zero rows.</summary>
    public void ChainZero(uint row)
    {
        _headers.EnsureRoomFor(row);
        *Header(row) = new NodeHeader { FirstUnit = ChainedSameBits, NextDuplicate = _zeroRow };
        Volatile.Write(ref _zeroRow, row);
    }

    /// <summary>Makes a committed node the entry point.</summary>
    public void SetEntry(uint row, int level)
    {
        Debug.Assert(level is >= 0 and <= MaxLevel);
        Volatile.Write(ref _entry, (ulong)level << 32 | row);
    }

    /// <summary>What there is beside the lists; taken and given back while nobody inserts.</summary>
    public State Saved
    {
        get => new()
        {
            Entry = _entry,
            UnitCount = _unitCount,
            NodeCount = _nodeCount,
            DuplicateCount = _duplicateCount,
            ZeroRow = _zeroRow,
        };
        set
        {
            _entry = value.Entry;
            _unitCount = value.UnitCount;
            _nodeCount = value.NodeCount;
            _duplicateCount = value.DuplicateCount;
            _zeroRow = value.ZeroRow;
        }
    }

    /// <summary>The lists of layer 0, the headers of rows and the units of the upper layers, as they are stored.</summary>
    public (NativeBlocks Links0, NativeBlocks Headers, NativeBlocks UpperUnits) Blocks =>
        (_links0, _headers, _upperUnits);

    private static nuint BytesOfLinks0(int m) => ((nuint)m * 2 * sizeof(uint) + 63) & ~(nuint)63;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private NodeHeader* Header(uint row) => (NodeHeader*)_headers[row];

    /// <summary>The numbers of a graph; 24 bytes in a segment's file.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    public struct State
    {
        public ulong Entry;
        public uint UnitCount;
        public uint NodeCount;
        public uint DuplicateCount;
        public uint ZeroRow;
    }

    private struct NodeHeader
    {
        /// <summary>Of a node, where its upper layers are; of another row, what it is.</summary>
        public uint FirstUnit;

        public uint NextDuplicate;
    }
}
