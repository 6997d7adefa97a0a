using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace NeuralSearch.Node.Log;

/// <summary>Reads the bytes of one operation; the frame's checksum has vouched for them.</summary>
internal ref struct LogReader(ReadOnlySpan<byte> bytes)
{
    public ReadOnlySpan<byte> Rest { get; private set; } = bytes;

    /// <summary>A count of things of which each takes at least a byte.</summary>
    public int ReadCount()
    {
        int count = BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(sizeof(int)));
        return (uint)count <= (uint)Rest.Length
            ? count
            : throw new InvalidDataException($"it counts {count} entries where {Rest.Length} bytes are left");
    }

    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if ((uint)count > (uint)Rest.Length)
            throw new InvalidDataException($"it asks for {count} bytes where {Rest.Length} are left");
        ReadOnlySpan<byte> read = Rest[..count];
        Rest = Rest[count..];
        return read;
    }

    public float[] ReadFloats(int count) =>
        MemoryMarshal.Cast<byte, float>(ReadBytes(checked(count * sizeof(float)))).ToArray();
}
