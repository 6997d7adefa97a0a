using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace NeuralSearch.Ingestion.Preparation;

/// <summary>Name-based UUIDs, version 5 (RFC 9562, section 5.5).</summary>
internal static class UuidV5
{
    /// <summary>The UUID of a name in a namespace. Same input, same UUID, on every machine.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 9562 prescribes SHA-1; nothing here is a secret.")]
    public static Guid Create(Guid nameSpace, string name)
    {
        int maxBytes = 16 + Encoding.UTF8.GetMaxByteCount(name.Length);
        byte[] rented = ArrayPool<byte>.Shared.Rent(maxBytes);
        try
        {
            nameSpace.TryWriteBytes(rented, bigEndian: true, out int namespaceBytes);
            int nameBytes = Encoding.UTF8.GetBytes(name, rented.AsSpan(namespaceBytes));
            Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
            SHA1.HashData(rented.AsSpan(0, namespaceBytes + nameBytes), hash);

            hash[6] = (byte)((hash[6] & 0x0F) | 0x50); // version 5
            hash[8] = (byte)((hash[8] & 0x3F) | 0x80); // variant 10
            return new Guid(hash[..16], bigEndian: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
