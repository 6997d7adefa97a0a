using System.Diagnostics.CodeAnalysis;

namespace NeuralSearch.Index;

/// <summary>
/// How the components of a row are stored. Rows are given and queries compared as float32 whatever it is; distances are
/// exact with respect to what is stored.
/// </summary>
[SuppressMessage("Naming", "CA1720", Justification = "Types are what it is about; these are their usual names.")]
public enum RowType
{
    /// <summary>float32: 4·d bytes a row.</summary>
    Float32,

    /// <summary>
    /// IEEE 754 half precision: 2·d bytes a row. Components are rounded to the nearest, ties to even: to 11 significant
    /// bits, or a multiple of 2⁻²⁴ below 2⁻¹⁴. They must be in ±65 504.
    /// </summary>
    Float16,

    /// <summary>
    /// Integers 0…255: d bytes a row, up to the next multiple of 64. Components must be such integers. Rows under
    /// <see cref="Metric.Cosine"/> may have any length; it is divided by.
    /// </summary>
    UInt8,

    /// <summary>
    /// Bits: d / 8 bytes a row, up to 8, 16 or the next multiple of 32. Components of rows and queries must be 0 or 1;
    /// <see cref="Metric.Hamming"/> only.
    /// </summary>
    Bits,
}
