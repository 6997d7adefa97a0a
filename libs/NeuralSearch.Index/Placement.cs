namespace NeuralSearch.Index;

/// <summary>
/// Where the rows and the codes of a byte of an opened index are. Sketches and links are in memory in every case: a
/// search touches them all over.
/// </summary>
/// <remarks>
/// <para>What is mapped stays in the files: the system reads pages as they are touched and may drop them again, and they
/// count as none of the process's own memory. Bytes of memory a vector of 768 components at M = 16, by
/// <see cref="VectorCodes"/>: links 128, node header 8, upper layers 4; sketch of <see cref="VectorCodes.Bits1"/> 128, of
/// <see cref="VectorCodes.Bits4"/> 448; codes of a byte 768; row 3072.</para>
/// <para>It is of what the files hold. Rows that are appended later, codes that are made anew and what a merge makes of
/// opened segments are in memory until they are saved and opened.</para>
/// </remarks>
public enum Placement
{
    /// <summary>All in memory, as what is appended: 4108 bytes with <see cref="VectorCodes.Bits1"/>.</summary>
    Memory,

    /// <summary>
    /// Rows mapped, codes in memory: 1036 bytes with <see cref="VectorCodes.Bits1"/>, 908 with
    /// <see cref="VectorCodes.U8"/>. A search touches the rows that it ranks exactly, some tens.
    /// </summary>
    MappedRows,

    /// <summary>
    /// Rows and codes of a byte mapped: 268 bytes with <see cref="VectorCodes.Bits1"/>. A search touches the codes of
    /// its beam as well. Without sketches the traversal itself is on what is mapped.
    /// </summary>
    MappedCodes,
}
