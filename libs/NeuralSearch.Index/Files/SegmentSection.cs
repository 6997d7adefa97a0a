namespace NeuralSearch.Index;

/// <summary>The sections of a segment's file, in the order of <see cref="SegmentHeader"/>.</summary>
internal enum SegmentSection
{
    Offsets,
    Rows,
    Links,
    Nodes,
    UpperLinks,
    CodeParameters,
    Codes,
    Sketches,
}
