using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>
/// The ids of one input with their lines, as 128 bits of SHA-256: about 40 bytes an id, and no two ids collide.
/// </summary>
internal sealed class SeenIds
{
    private readonly Dictionary<UInt128, long> _lines = [];

    /// <summary>Notes the id; false, with the line that has it already, if it was noted before.</summary>
    public bool TryAdd(string id, long line, out long earlierLine)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(id.AsSpan()), hash);
        UInt128 key = BinaryPrimitives.ReadUInt128LittleEndian(hash);
        if (_lines.TryAdd(key, line))
        {
            earlierLine = 0;
            return true;
        }

        earlierLine = _lines[key];
        return false;
    }
}
