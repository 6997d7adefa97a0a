using System.Buffers.Binary;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Log;

namespace NeuralSearch.Node.Checkpoints;

/// <summary>
/// The file <c>CHECKPOINT</c>: which checkpoint counts, and where the log goes on. Replaced as a whole: that is the
/// moment at which a checkpoint takes the place of the one before it.
/// </summary>
/// <param name="Number">The checkpoint's number; its folder is named by it.</param>
/// <param name="LogStart">Where the log goes on after it.</param>
/// <remarks>
/// <code>
/// OFFSET  SIZE  DESCRIPTION
///      0     8  magic "NSCKPT\0\0"
///      8     4  format version, 1
///     12     4  CRC-32C of what follows
///     16     8  number
///     24     8  the log file with the operations after it
///     32     8  the number of the first of them
/// </code>
/// </remarks>
internal sealed record CheckpointManifest(long Number, LogPosition LogStart)
{
    private const string FileName = "CHECKPOINT";
    private const int Bytes = 40;
    private const int BodyAt = 16;
    private const int Version = 1;

    private static ReadOnlySpan<byte> Magic => "NSCKPT\0\0"u8;

    /// <summary>The last operation that is in the checkpoint.</summary>
    public ulong Sequence => LogStart.Sequence - 1;

    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    public void Write(string folder)
    {
        Span<byte> content = stackalloc byte[Bytes];
        Magic.CopyTo(content);
        BinaryPrimitives.WriteInt32LittleEndian(content[8..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(content[16..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(content[24..], LogStart.File);
        BinaryPrimitives.WriteUInt64LittleEndian(content[32..], LogStart.Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(content[12..], Checksum.Crc32C(content[BodyAt..]));
        DurableFile.Replace(PathIn(folder), content);
    }

    /// <summary>Reads the manifest of a collection; null when there was no checkpoint yet.</summary>
    /// <exception cref="CorruptionException">It is damaged or of another version.</exception>
    public static CheckpointManifest? Read(string folder)
    {
        string path = PathIn(folder);
        if (!File.Exists(path)) return null;
        ReadOnlySpan<byte> content = File.ReadAllBytes(path);
        if (content.Length != Bytes || !content.StartsWith(Magic))
            throw new CorruptionException(path, 0, "it is no manifest of a checkpoint");
        int version = BinaryPrimitives.ReadInt32LittleEndian(content[8..]);
        if (version != Version)
            throw new CorruptionException(
                path, 8, $"format version {version} is not {Version}, the one this program reads");
        if (BinaryPrimitives.ReadUInt32LittleEndian(content[12..]) != Checksum.Crc32C(content[BodyAt..]))
            throw new CorruptionException(path, BodyAt, "its checksum does not match");
        return new CheckpointManifest(
            BinaryPrimitives.ReadInt64LittleEndian(content[16..]),
            new LogPosition(
                BinaryPrimitives.ReadInt64LittleEndian(content[24..]),
                BinaryPrimitives.ReadUInt64LittleEndian(content[32..])));
    }
}
