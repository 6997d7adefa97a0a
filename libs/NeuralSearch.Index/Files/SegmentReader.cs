using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NeuralSearch.Index;

/// <summary>Reads the sections of a segment's file and compares each with its checksum.</summary>
/// <exception cref="InvalidDataException">A section is cut or damaged; the message says where.</exception>
internal sealed unsafe class SegmentReader(string path, SafeFileHandle file, SegmentHeader header)
{
    /// <summary>Where a section is.</summary>
    public FileSection Place(SegmentSection section) => header.Sections[(int)section];

    /// <summary>The offsets of the rows, listed or not.</summary>
    public uint[] ReadOffsets()
    {
        var bytes = Read(SegmentSection.Offsets);
        if (bytes.Length > 0) return MemoryMarshal.Cast<byte, uint>(bytes).ToArray();
        var offsets = new uint[header.Count];
        for (var i = 0u; i < offsets.Length; i++) offsets[i] = header.First + i;
        return offsets;
    }

    public CodeParameters ReadCodeParameters(SegmentLayout layout)
    {
        var parameters = CodeParameters.Read(
            Read(SegmentSection.CodeParameters), layout.Dimensions, hasSketches: layout.Codes != VectorCodes.U8);
        return parameters ?? throw new InvalidDataException($"{path} has codes without what they were made with.");
    }

    /// <summary>
    /// Reads records, or only checks them where they are mapped. Rows come no more; what the graph has of them does as
    /// long as it lacks some.
    /// </summary>
    public void Read(SegmentSection section, NativeBlocks records, uint count, bool isMapped = false)
    {
        var place = Place(section);
        if (place.Bytes != count * (ulong)records.RecordBytes)
            throw new InvalidDataException($"{path} has {place.Bytes} bytes of {Name(section)} for {count} records.");
        var isComplete = section == SegmentSection.Rows || header.IndexedCount == header.Count;
        if (!isMapped && isComplete) records.Fit(count);
        else if (!isMapped && count > 0) records.EnsureRoomFor(count - 1);
        var crc = 0u;
        for (var from = 0u; from < count;)
        {
            var run = records.Run(from, count);
            if (!isMapped) ReadExactly(run, place.Offset + from * (ulong)records.RecordBytes);
            crc = FileSection.Checksum(crc, run);
            from += (uint)((nuint)run.Length / records.RecordBytes);
        }

        Check(section, crc);
    }

    private byte[] Read(SegmentSection section)
    {
        var bytes = new byte[Place(section).Bytes];
        ReadExactly(bytes, Place(section).Offset);
        Check(section, FileSection.Checksum(0, bytes));
        return bytes;
    }

    private void ReadExactly(Span<byte> bytes, ulong offset)
    {
        while (!bytes.IsEmpty)
        {
            var read = RandomAccess.Read(file, bytes, (long)offset);
            if (read == 0) throw new InvalidDataException($"{path} ends at {offset}.");
            bytes = bytes[read..];
            offset += (ulong)read;
        }
    }

    private void Check(SegmentSection section, uint crc)
    {
        var place = Place(section);
        if (crc == place.Crc) return;
        throw new InvalidDataException(
            $"{path} is damaged in its {Name(section)} (offset {place.Offset}, {place.Bytes} bytes).");
    }

    private static string Name(SegmentSection section) => section switch
    {
        SegmentSection.UpperLinks => "upper links",
        SegmentSection.CodeParameters => "code parameters",
        _ => section.ToString().ToLowerInvariant(),
    };
}
