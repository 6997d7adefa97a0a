using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace NeuralSearch.Node.Log;

/// <summary>Reads the bytes of one operation; the frame's checksum has vouched for them.</summary>
internal ref struct LogReader(ReadOnlySpan<byte> bytes)
{
    public ReadOnlySpan<byte> Rest { get; private set; } = bytes;

    public int ReadCount() => BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(sizeof(int)));

    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        ReadOnlySpan<byte> read = Rest[..count];
        Rest = Rest[count..];
        return read;
    }

    public float[] ReadFloats(int count) => MemoryMarshal.Cast<byte, float>(ReadBytes(count * sizeof(float))).ToArray();
}
