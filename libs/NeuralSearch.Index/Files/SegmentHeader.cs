using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NeuralSearch.Index;

/// <summary>The first bytes of a segment's file, as they lie there; little-endian.</summary>
/// <remarks>
/// <code>
/// OFFSET  SIZE  DESCRIPTION
///      0     8  "NSsegmnt"
///      8     4  version of the format: 2
///     12     4  dimensions
///     16     2  metric (its number in Metric)
///     18     2  type of rows (its number in RowType)
///     20     4  M
///     24     4  seed of the levels
///     28     4  rows n
///     32     4  rows that had their turn in the graph, g
///     36     4  offset of row 0
///     40     8  entry point: level, row
///     48     4  units of upper layers u
///     52     4  nodes
///     56     4  chained rows
///     60     4  first zero row
///     64     4  what the codes are (its number in VectorCodes)
///     68     4  rows that have codes, c
///     72    24  section of offsets: uint32[n], empty if there are no gaps
///     96    24  section of rows: [n, dimensions] of their type, padded as RowType says
///    120    24  section of links on layer 0: uint32[g, 2·M], lists padded to 64 bytes
///    144    24  section of node headers: 8 bytes each, g
///    168    24  section of links on upper layers: uint32[u, M]
///    192    24  section of what codes were made with (CodeParameters has it), empty without codes
///    216    24  section of codes: uint8[c, dimensions], rows padded to 64 bytes
///    240    24  section of sketches: c rows as BitSketch or NibbleSketch has them, empty without sketches
///    264     4  CRC-32C of all before
/// </code>
/// A section is its offset (8), its bytes (8), the CRC-32C of them (4) and 4 zeros; it begins at a multiple of 4096.
/// Version 1 had no codes; it was in no release.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct SegmentHeader
{
    public const int SectionCount = (int)SegmentSection.Sketches + 1;
    public const uint CurrentVersion = 2;

    public static ReadOnlySpan<byte> Magic => "NSsegmnt"u8;

    public ulong Signature;
    public uint Version;
    public uint Dimensions;
    public ushort Metric;
    public ushort RowType;
    public uint M;
    public uint Seed;
    public uint Count;
    public uint IndexedCount;
    public uint First;
    public HnswGraph.State Graph;
    public uint Codes;
    public uint CodeCount;
    public SectionTable Sections;
    public uint Crc;

    [InlineArray(SectionCount)]
    public struct SectionTable
    {
        private FileSection _first;
    }
}
