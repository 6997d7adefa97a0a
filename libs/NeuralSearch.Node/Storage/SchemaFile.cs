using System.Buffers.Binary;
using Google.Protobuf;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Log;

namespace NeuralSearch.Node.Storage;

/// <summary>The file <c>collection.schema</c>: what the collection was created with.</summary>
/// <remarks>
/// <code>
/// OFFSET  SIZE  DESCRIPTION
///      0     8  magic "NSCOLL\0\0"
///      8     4  format version, 1
///     12     4  CRC-32C of the message
///     16     n  a qdrant.CreateCollection message
/// </code>
/// </remarks>
internal static class SchemaFile
{
    private const string FileName = "collection.schema";
    private const int HeaderBytes = 16;
    private const int Version = 1;

    private static ReadOnlySpan<byte> Magic => "NSCOLL\0\0"u8;

    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    public static void Write(string folder, CreateCollection definition)
    {
        byte[] content = new byte[HeaderBytes + definition.CalculateSize()];
        Magic.CopyTo(content);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(8), Version);
        definition.WriteTo(content.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(12), Checksum.Crc32C(content.AsSpan(HeaderBytes)));
        DurableFile.Replace(PathIn(folder), content);
    }

    public static CreateCollection Read(string folder)
    {
        string path = PathIn(folder);
        if (!File.Exists(path)) throw new CorruptionException(path, 0, "it is missing");
        byte[] content = File.ReadAllBytes(path);
        if (content.Length < HeaderBytes || !content.AsSpan().StartsWith(Magic))
            throw new CorruptionException(path, 0, "it does not begin like a collection schema");
        int version = BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(8));
        if (version != Version)
            throw new CorruptionException(
                path, 8, $"format version {version} is not {Version}, the one this program reads");
        if (BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(12)) != Checksum.Crc32C(content.AsSpan(HeaderBytes)))
            throw new CorruptionException(path, HeaderBytes, "its checksum does not match");
        return CreateCollection.Parser.ParseFrom(content, HeaderBytes, content.Length - HeaderBytes);
    }
}
