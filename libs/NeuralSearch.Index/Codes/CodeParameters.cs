using System.Runtime.InteropServices;

namespace NeuralSearch.Index;

/// <summary>
/// What codes and sketches were made with, and how the watch over them stands: an index that is opened with them goes on
/// as the one that was saved would have.
/// </summary>
/// <remarks>
/// As a section of a segment's file, little-endian:
/// <code>
/// OFFSET  SIZE  DESCRIPTION
///      0     4  step of the quantiser (float32)
///      4     4  rows when drift was checked last
///      8     4  rows out of range since
///     12     4  centres of sketches c, 0 without sketches
///     16   4·d  centre of the quantiser (float32)
///   16+4·d 4·c·d  centres of sketches, rotated (float32)
/// </code>
/// </remarks>
/// <param name="Step">Of the quantiser.</param>
/// <param name="Center">float32[d], the quantiser's.</param>
/// <param name="SketchCenters">float32[c, d], empty without sketches.</param>
/// <param name="Drift">The watch.</param>
internal sealed record CodeParameters(float Step, float[] Center, float[] SketchCenters, DriftWatch.State Drift)
{
    private const int HeaderBytes = 16;

    public static CodeParameters Of(CodeArrays codes, DriftWatch.State drift) => new(
        codes.Quantizer.Step, codes.Quantizer.Centers.ToArray(), codes.Space?.Centers.ToArray() ?? [], drift);

    /// <summary>Reads a section; null if it has not the length that it says.</summary>
    public static CodeParameters? Read(ReadOnlySpan<byte> section, int dimensions, bool hasSketches)
    {
        if (section.Length < HeaderBytes) return null;
        var header = MemoryMarshal.Read<Header>(section);
        var values = MemoryMarshal.Cast<byte, float>(section[HeaderBytes..]);
        if (hasSketches ? header.CenterCount is 0 or > SketchSpace.MaxCenters : header.CenterCount != 0) return null;
        if (section.Length != HeaderBytes + (1L + header.CenterCount) * dimensions * sizeof(float)) return null;
        return new CodeParameters(
            header.Step, values[..dimensions].ToArray(), values[dimensions..].ToArray(), header.Drift);
    }

    public byte[] Write()
    {
        var header = new Header
        {
            Step = Step,
            Drift = Drift,
            CenterCount = (uint)(SketchCenters.Length / Center.Length),
        };
        return
        [
            .. MemoryMarshal.AsBytes(new ReadOnlySpan<Header>(in header)),
            .. MemoryMarshal.AsBytes<float>(Center),
            .. MemoryMarshal.AsBytes<float>(SketchCenters),
        ];
    }

    private struct Header
    {
        public float Step;
        public DriftWatch.State Drift;
        public uint CenterCount;
    }
}
