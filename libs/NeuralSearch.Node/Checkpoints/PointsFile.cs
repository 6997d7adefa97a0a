using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;
using Microsoft.Win32.SafeHandles;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.FieldIndexes;
using NeuralSearch.Node.Log;
using NeuralSearch.Node.Points;
using NeuralSearch.Node.Query;

namespace NeuralSearch.Node.Checkpoints;

/// <summary>The points of a checkpoint without their vectors, and which fields are indexed.</summary>
/// <remarks>
/// <code>
/// OFFSET  SIZE  DESCRIPTION
///      0     8  magic "NSPOINTS"
///      8     4  format version, 1
///     12     4  CRC-32C of bytes 16..40
///     16     8  sequence number of the last operation
///     24     4  offsets given: the next point gets this one
///     28     4  points
///     32     8  field indexes
///     40        blocks: 4 bytes length, 4 bytes CRC-32C, that many bytes. The first has the field indexes, the others
///               whole points in the order of their offsets.
///
/// field index:  8  the operation that made it · 4 length · a qdrant.CreateFieldIndexCollection
/// point:        4  offset · 17 id · 8 the operation that wrote it · 8 which vectors it has · 4 length · its payload
/// </code>
/// </remarks>
internal static class PointsFile
{
    private const int HeaderBytes = 40;
    private const int BodyAt = 16;
    private const int Version = 1;
    private const int BlockHeaderBytes = 8;
    private const int BlockBytes = 1 << 20;
    private const int PointBytes = 4 + PointKey.ByteCount + 8 + 8 + 4;

    private static ReadOnlySpan<byte> Magic => "NSPOINTS"u8;

    /// <summary>Writes the file and syncs it.</summary>
    /// <returns>Its length in bytes.</returns>
    public static long Write(string path, CollectionCut cut, CancellationToken cancellationToken)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        CollectionSnapshot points = cut.Points;
        var block = new ArrayBufferWriter<byte>();
        long at = HeaderBytes;
        foreach (FieldIndex index in cut.FieldIndexes) Write(block, index);
        WriteBlock(file, block, ref at);

        int count = 0;
        for (uint offset = 0; offset < points.Capacity; offset++)
        {
            if (!points.Contains(offset)) continue;
            Write(block, offset, points[offset]);
            count++;
            if (block.WrittenCount < BlockBytes) continue;
            cancellationToken.ThrowIfCancellationRequested();
            WriteBlock(file, block, ref at);
        }

        if (block.WrittenCount > 0) WriteBlock(file, block, ref at);
        Span<byte> header = stackalloc byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], points.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], points.Capacity);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], count);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], cut.FieldIndexes.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], Checksum.Crc32C(header[BodyAt..]));
        RandomAccess.Write(file, header, 0);
        DurableFile.SyncData(file, path);
        return at;
    }

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="indexes">Called for every field index, with the operation that made it.</param>
    /// <param name="points">Receives the points.</param>
    /// <returns>The sequence number of the last operation that is in it.</returns>
    /// <exception cref="CorruptionException">It is damaged or of another version.</exception>
    public static ulong Read(string path, Action<CreateFieldIndexCollection, ulong> indexes, PointTable points)
    {
        using SafeFileHandle file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (RandomAccess.Read(file, header, 0) < HeaderBytes || !header.StartsWith(Magic))
            throw new CorruptionException(path, 0, "it does not begin like the points of a checkpoint");
        int version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (version != Version)
            throw new CorruptionException(
                path, 8, $"format version {version} is not {Version}, the one this program reads");
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[12..]) != Checksum.Crc32C(header[BodyAt..]))
            throw new CorruptionException(path, BodyAt, "the checksum of its header does not match");
        uint capacity = BinaryPrimitives.ReadUInt32LittleEndian(header[24..]);
        long left = BinaryPrimitives.ReadInt32LittleEndian(header[28..]);
        long indexCount = BinaryPrimitives.ReadInt64LittleEndian(header[32..]);

        var blocks = new Blocks(path, file, HeaderBytes);
        var reader = new LogReader(blocks.Next());
        while (indexCount-- > 0)
        {
            ulong createdAt = BinaryPrimitives.ReadUInt64LittleEndian(reader.ReadBytes(sizeof(ulong)));
            indexes(CreateFieldIndexCollection.Parser.ParseFrom(reader.ReadBytes(reader.ReadCount())), createdAt);
        }

        while (left > 0)
        {
            for (reader = new LogReader(blocks.Next()); !reader.Rest.IsEmpty; left--) ReadPoint(ref reader, points);
        }

        blocks.End();
        points.SkipTo(capacity);
        return BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
    }

    /// <summary>How many points a file says that it has; it is not checked.</summary>
    public static int ReadCount(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        Span<byte> header = stackalloc byte[HeaderBytes];
        return RandomAccess.Read(file, header, 0) < HeaderBytes ? 0 : BinaryPrimitives.ReadInt32LittleEndian(header[28..]);
    }

    private static void Write(ArrayBufferWriter<byte> block, FieldIndex index)
    {
        int bytes = index.Definition.CalculateSize();
        Span<byte> head = block.GetSpan(sizeof(ulong) + sizeof(int));
        BinaryPrimitives.WriteUInt64LittleEndian(head, index.CreatedAt);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], bytes);
        block.Advance(sizeof(ulong) + sizeof(int));
        index.Definition.WriteTo(block);
    }

    private static void Write(ArrayBufferWriter<byte> block, uint offset, PointRecord point)
    {
        Span<byte> head = block.GetSpan(PointBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(head, offset);
        point.Key.Write(head[4..]);
        BinaryPrimitives.WriteUInt64LittleEndian(head[21..], point.Version);
        BinaryPrimitives.WriteUInt64LittleEndian(head[29..], point.Vectors);
        BinaryPrimitives.WriteInt32LittleEndian(head[37..], point.Payload.Length);
        block.Advance(PointBytes);
        block.Write(point.Payload);
    }

    private static void ReadPoint(ref LogReader reader, PointTable points)
    {
        uint offset = BinaryPrimitives.ReadUInt32LittleEndian(reader.ReadBytes(sizeof(uint)));
        PointKey key = PointKey.Read(reader.ReadBytes(PointKey.ByteCount));
        ulong version = BinaryPrimitives.ReadUInt64LittleEndian(reader.ReadBytes(sizeof(ulong)));
        ulong vectors = BinaryPrimitives.ReadUInt64LittleEndian(reader.ReadBytes(sizeof(ulong)));
        byte[] payload = reader.ReadBytes(reader.ReadCount()).ToArray();
        points.SkipTo(offset);
        points.Publish(points.Append(new PointRecord(key, payload, vectors, version)));
    }

    private static void WriteBlock(SafeFileHandle file, ArrayBufferWriter<byte> block, ref long at)
    {
        Span<byte> head = stackalloc byte[BlockHeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(head, block.WrittenCount);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], Checksum.Crc32C(block.WrittenSpan));
        RandomAccess.Write(file, head, at);
        RandomAccess.Write(file, block.WrittenSpan, at + BlockHeaderBytes);
        at += BlockHeaderBytes + block.WrittenCount;
        block.ResetWrittenCount();
    }

    /// <summary>Reads one block after the other and vouches for its bytes.</summary>
    private sealed class Blocks(string path, SafeFileHandle file, long at)
    {
        private readonly long _length = RandomAccess.GetLength(file);
        private byte[] _buffer = [];

        public ReadOnlySpan<byte> Next()
        {
            Span<byte> head = stackalloc byte[BlockHeaderBytes];
            Read(head, at);
            int length = BinaryPrimitives.ReadInt32LittleEndian(head);
            if (length < 0 || length > _length - at - BlockHeaderBytes)
                throw new CorruptionException(path, at, $"a block of {length} bytes is longer than the file");
            if (_buffer.Length < length) _buffer = new byte[length];
            Span<byte> block = _buffer.AsSpan(0, length);
            Read(block, at + BlockHeaderBytes);
            if (BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) != Checksum.Crc32C(block))
                throw new CorruptionException(path, at, $"the checksum of a block of {length} bytes does not match");
            at += BlockHeaderBytes + length;
            return block;
        }

        public void End()
        {
            if (at != _length) throw new CorruptionException(path, at, $"{_length - at} bytes follow its last block");
        }

        private void Read(Span<byte> into, long from)
        {
            while (!into.IsEmpty)
            {
                int read = RandomAccess.Read(file, into, from);
                if (read == 0) throw new CorruptionException(path, from, "it ends too early");
                into = into[read..];
                from += read;
            }
        }
    }
}
