using System.Runtime.Intrinsics;

namespace NeuralSearch.Index;

/// <summary>
/// Reads components of a row as float32, exactly, from the way they are stored: a type, so that a kernel is compiled
/// for it.
/// </summary>
/// <remarks>Lane j is component i + j; nothing beyond the last lane is read. Any alignment.</remarks>
internal unsafe interface IComponents
{
    static abstract Vector512<float> Load512(void* row, nuint i);

    static abstract Vector256<float> Load256(void* row, nuint i);

    static abstract Vector128<float> Load128(void* row, nuint i);

    static abstract float Load(void* row, nuint i);
}
