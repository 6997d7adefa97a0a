using System.Runtime.InteropServices;
using NeuralSearch.Index;

namespace NeuralSearch.Benchmarks.Kernels;

/// <summary>
/// A row of 8-bit codes, followed by the float32 row that it stands for: the library has no distance of bytes that does
/// not overflow, and its distance of floats is what the codes replace.
/// </summary>
internal static unsafe class CodedRow
{
    public static int Bytes(int dimensions) => CodeBytes(dimensions) + FloatRow.Bytes(dimensions);

    public static int CodeBytes(int dimensions) => (int)CodeRow.Bytes(dimensions);

    public static void Fill(Span<byte> row, int dimensions, Random random)
    {
        row.Clear();
        Span<float> floats = MemoryMarshal.Cast<byte, float>(row[CodeBytes(dimensions)..])[..dimensions];
        for (int i = 0; i < dimensions; i++) floats[i] = row[i] = (byte)random.Next(CodeRow.MaxCode + 1);
    }

    public static byte* Floats(byte* row, int dimensions) => row + CodeBytes(dimensions);
}
