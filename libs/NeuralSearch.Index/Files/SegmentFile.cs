using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NeuralSearch.Index;

/// <summary>A segment as a file: its arrays as they are in memory; <see cref="SegmentHeader"/> has the format.</summary>
internal static unsafe class SegmentFile
{
    private const int SectionAlignment = 4096;

    /// <summary>Writes the first rows of a segment, and its graph, which nobody changes meanwhile.</summary>
    public static void Write(string path, Segment segment, uint count, SegmentLayout layout,
        Action<SafeFileHandle, string>? sync)
    {
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        var graph = segment.Graph.Saved;
        var header = new SegmentHeader
        {
            Signature = MemoryMarshal.Read<ulong>(SegmentHeader.Magic),
            Version = SegmentHeader.CurrentVersion,
            Dimensions = (uint)layout.Dimensions,
            Metric = (uint)layout.Metric,
            M = (uint)layout.Options.M,
            Seed = (uint)layout.Options.Seed,
            Count = count,
            IndexedCount = segment.IndexedCount,
            First = segment.Map.First,
            Graph = graph,
            RowType = (uint)layout.Rows,
        };
        var at = (ulong)SectionAlignment;
        var (links0, headers, upper) = segment.Graph.Blocks;
        var offsets = MemoryMarshal.AsBytes(segment.Map.Offsets(count));
        header.Sections[0] = WriteSection(file, ref at, offsets);
        header.Sections[1] = WriteSection(file, ref at, segment.Rows, count);
        header.Sections[2] = WriteSection(file, ref at, links0, segment.IndexedCount);
        header.Sections[3] = WriteSection(file, ref at, headers, segment.IndexedCount);
        header.Sections[4] = WriteSection(file, ref at, upper, graph.UnitCount);
        header.Crc = Crc(header);
        RandomAccess.Write(file, MemoryMarshal.AsBytes(new ReadOnlySpan<SegmentHeader>(in header)), 0);
        sync?.Invoke(file, path);
    }

    /// <summary>Opens a segment.</summary>
    /// <exception cref="InvalidDataException">
    /// It is no segment, of another version or another index, or damaged; the message says where.
    /// </exception>
    public static Segment Read(string path, SegmentLayout layout, RowPlacement placement)
    {
        using var file = File.OpenHandle(path);
        var header = ReadHeader(path, file, layout);
        var offsets = new uint[header.Sections[0].Bytes / sizeof(uint)];
        ReadSection(path, file, header.Sections[0], MemoryMarshal.AsBytes(offsets.AsSpan()), "offsets");
        if (offsets.Length == 0) offsets = [.. Enumerable.Range(0, (int)header.Count).Select(i => header.First + (uint)i)];
        var segment = placement == RowPlacement.Mapped
            ? new Segment(layout, offsets, path, header.Sections[1].Offset)
            : new Segment(layout, offsets);
        try
        {
            var (links0, headers, upper) = segment.Graph.Blocks;
            ReadSection(path, file, header.Sections[1], segment.Rows, header.Count, "rows", placement);
            ReadSection(path, file, header.Sections[2], links0, header.IndexedCount, "links");
            ReadSection(path, file, header.Sections[3], headers, header.IndexedCount, "nodes");
            ReadSection(path, file, header.Sections[4], upper, header.Graph.UnitCount, "upper links");
            segment.Restore(header.Count, header.IndexedCount, header.Graph);
            return segment;
        }
        catch
        {
            segment.Release();
            throw;
        }
    }

    private static SegmentHeader ReadHeader(string path, SafeFileHandle file, SegmentLayout layout)
    {
        var header = default(SegmentHeader);
        var bytes = MemoryMarshal.AsBytes(new Span<SegmentHeader>(ref header));
        var length = RandomAccess.GetLength(file);
        if (RandomAccess.Read(file, bytes, 0) < bytes.Length
            || header.Signature != MemoryMarshal.Read<ulong>(SegmentHeader.Magic))
        {
            throw new InvalidDataException($"{path} is no segment of an index.");
        }

        if (header.Version != SegmentHeader.CurrentVersion)
        {
            throw new InvalidDataException(
                $"{path} has format {header.Version}; this version reads {SegmentHeader.CurrentVersion}.");
        }

        if (header.Crc != Crc(header)) throw new InvalidDataException($"{path} is damaged in its header.");
        if (header.Dimensions != layout.Dimensions || header.Metric != (uint)layout.Metric
            || header.RowType != (uint)layout.Rows
            || header.M != layout.Options.M || header.Seed != (uint)layout.Options.Seed)
        {
            throw new InvalidDataException($"{path} belongs to another index.");
        }

        for (var i = 0; i < SegmentHeader.SectionCount; i++)
        {
            var end = header.Sections[i].Offset + header.Sections[i].Bytes;
            if (header.Sections[i].Bytes > 0 && end > (ulong)length)
                throw new InvalidDataException($"{path} is cut: it has {length} of at least {end} bytes.");
        }

        return header;
    }

    private static FileSection WriteSection(SafeFileHandle file, ref ulong at, NativeBlocks records, uint count)
    {
        var section = new FileSection { Offset = at };
        for (var from = 0u; from < count;)
        {
            var run = records.Run(from, count);
            Append(file, ref section, run);
            from += (uint)((nuint)run.Length / records.RecordBytes);
        }

        at = Align(section);
        return section;
    }

    private static FileSection WriteSection(SafeFileHandle file, ref ulong at, ReadOnlySpan<byte> bytes)
    {
        var section = new FileSection { Offset = at };
        Append(file, ref section, bytes);
        at = Align(section);
        return section;
    }

    private static void Append(SafeFileHandle file, ref FileSection section, ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(file, bytes, (long)(section.Offset + section.Bytes));
        section.Bytes += (ulong)bytes.Length;
        section.Crc = FileSection.Checksum(section.Crc, bytes);
    }

    private static ulong Align(FileSection section) =>
        (section.Offset + section.Bytes + SectionAlignment - 1) / SectionAlignment * SectionAlignment;

    private static void ReadSection(string path, SafeFileHandle file, FileSection section, NativeBlocks records,
        uint count, string name, RowPlacement placement = RowPlacement.Memory)
    {
        if (section.Bytes != count * (ulong)records.RecordBytes)
            throw new InvalidDataException($"{path} has {section.Bytes} bytes of {name} for {count} records.");
        if (count > 0 && placement == RowPlacement.Memory) records.EnsureRoomFor(count - 1);
        var crc = 0u;
        for (var from = 0u; from < count;)
        {
            var run = records.Run(from, count);
            if (placement == RowPlacement.Memory)
                ReadExactly(path, file, run, section.Offset + from * (ulong)records.RecordBytes);
            crc = FileSection.Checksum(crc, run);
            from += (uint)((nuint)run.Length / records.RecordBytes);
        }

        Check(path, section, crc, name);
    }

    private static void ReadSection(string path, SafeFileHandle file, FileSection section, Span<byte> bytes, string name)
    {
        ReadExactly(path, file, bytes, section.Offset);
        Check(path, section, FileSection.Checksum(0, bytes), name);
    }

    private static void ReadExactly(string path, SafeFileHandle file, Span<byte> bytes, ulong offset)
    {
        while (!bytes.IsEmpty)
        {
            var read = RandomAccess.Read(file, bytes, (long)offset);
            if (read == 0) throw new InvalidDataException($"{path} ends at {offset}.");
            bytes = bytes[read..];
            offset += (ulong)read;
        }
    }

    private static void Check(string path, FileSection section, uint crc, string name)
    {
        if (crc == section.Crc) return;
        throw new InvalidDataException(
            $"{path} is damaged in its {name} (offset {section.Offset}, {section.Bytes} bytes).");
    }

    private static uint Crc(SegmentHeader header) => FileSection.Checksum(0, MemoryMarshal.AsBytes(
        new ReadOnlySpan<SegmentHeader>(in header))[..(Unsafe.SizeOf<SegmentHeader>() - sizeof(uint))]);
}
