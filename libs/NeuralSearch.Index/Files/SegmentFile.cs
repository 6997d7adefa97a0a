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
        var codes = segment.ByGraph.AcquireCodes(out var drift);
        try
        {
            Write(file, segment, count, layout, codes, drift);
        }
        finally
        {
            codes?.Release();
        }

        sync?.Invoke(file, path);
    }

    private static void Write(SafeFileHandle file, Segment segment, uint count, SegmentLayout layout,
        CodeArrays? codes, DriftWatch.State drift)
    {
        var graph = segment.Graph.Saved;
        var header = new SegmentHeader
        {
            Signature = MemoryMarshal.Read<ulong>(SegmentHeader.Magic),
            Version = SegmentHeader.CurrentVersion,
            Dimensions = (uint)layout.Dimensions,
            Metric = (ushort)layout.Metric,
            M = (uint)layout.Options.M,
            Seed = (uint)layout.Options.Seed,
            Count = count,
            IndexedCount = segment.IndexedCount,
            First = segment.Map.First,
            Graph = graph,
            Codes = (uint)layout.Codes,
            CodeCount = codes?.Count ?? 0,
            RowType = (ushort)layout.Rows,
        };
        var at = (ulong)SectionAlignment;
        var (links0, headers, upper) = segment.Graph.Blocks;
        WriteBytes(SegmentSection.Offsets, MemoryMarshal.AsBytes(segment.Map.Offsets(count)));
        WriteRecords(SegmentSection.Rows, segment.Rows, count);
        WriteRecords(SegmentSection.Links, links0, segment.IndexedCount);
        WriteRecords(SegmentSection.Nodes, headers, segment.IndexedCount);
        WriteRecords(SegmentSection.UpperLinks, upper, graph.UnitCount);
        if (codes is not null)
        {
            WriteBytes(SegmentSection.CodeParameters, CodeParameters.Of(codes, drift).Write());
            WriteRecords(SegmentSection.Codes, codes.Codes, header.CodeCount);
            if (codes.Sketches is { } sketches) WriteRecords(SegmentSection.Sketches, sketches, header.CodeCount);
        }

        header.Crc = Crc(header);
        RandomAccess.Write(file, MemoryMarshal.AsBytes(new ReadOnlySpan<SegmentHeader>(in header)), 0);

        void WriteBytes(SegmentSection section, ReadOnlySpan<byte> bytes) =>
            header.Sections[(int)section] = WriteSection(file, ref at, bytes);
        void WriteRecords(SegmentSection section, NativeBlocks records, uint length) =>
            header.Sections[(int)section] = WriteSection(file, ref at, records, length);
    }

    /// <summary>Opens a segment. Codes that are other than the layout's are not read.</summary>
    /// <exception cref="InvalidDataException">
    /// It is no segment, of another version or another index, or damaged; the message says where.
    /// </exception>
    public static Segment Read(string path, SegmentLayout layout, Placement placement)
    {
        using var file = File.OpenHandle(path);
        var header = ReadHeader(path, file, layout);
        var reader = new SegmentReader(path, file, header);
        var offsets = reader.ReadOffsets();
        var (rows, codeRows) = (reader.Place(SegmentSection.Rows), reader.Place(SegmentSection.Codes));
        var areRowsMapped = placement != Placement.Memory;
        var areCodesMapped = placement == Placement.MappedCodes;
        var segment = areRowsMapped
            ? new Segment(layout, offsets, path, rows.Offset)
            : new Segment(layout, offsets);
        try
        {
            var (links0, headers, upper) = segment.Graph.Blocks;
            reader.Read(SegmentSection.Rows, segment.Rows, header.Count, areRowsMapped);
            reader.Read(SegmentSection.Links, links0, header.IndexedCount);
            reader.Read(SegmentSection.Nodes, headers, header.IndexedCount);
            reader.Read(SegmentSection.UpperLinks, upper, header.Graph.UnitCount);
            segment.Restore(header.Count, header.IndexedCount, header.Graph);
            if (header.CodeCount > 0 && header.Codes == (uint)layout.Codes)
            {
                var codes = segment.RestoreCodes(reader.ReadCodeParameters(layout), header.CodeCount,
                    areCodesMapped ? codeRows.Offset : null);
                reader.Read(SegmentSection.Codes, codes.Codes, header.CodeCount, areCodesMapped);
                if (codes.Sketches is { } sketches) reader.Read(SegmentSection.Sketches, sketches, header.CodeCount);
            }

            // Not before: the checks read from the first byte to the last.
            if (areRowsMapped) segment.ExpectRandomReads(rows);
            if (areCodesMapped) segment.ExpectRandomReads(codeRows);
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
        if (header.Dimensions != layout.Dimensions || header.Metric != (ushort)layout.Metric
            || header.RowType != (ushort)layout.Rows
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

    private static uint Crc(SegmentHeader header) => FileSection.Checksum(0, MemoryMarshal.AsBytes(
        new ReadOnlySpan<SegmentHeader>(in header))[..(Unsafe.SizeOf<SegmentHeader>() - sizeof(uint))]);
}
