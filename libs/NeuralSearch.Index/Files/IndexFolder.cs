using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NeuralSearch.Index;

/// <summary>An index as a folder: a file for each segment, and one that says which there are and what is live.</summary>
/// <remarks>
/// <c>index.bin</c>, little-endian:
/// <code>
/// OFFSET  SIZE  DESCRIPTION
///      0     8  "NSindex1"
///      8     4  dimensions
///     12     2  metric (its number in Metric)
///     14     2  type of rows (its number in RowType)
///     16     4  M
///     20     4  seed of the levels
///     24     4  offsets given
///     28     4  segments s; their files are segment-0.bin … segment-(s−1).bin, in the order of their offsets
///     32     4  words of live bits w
///     36     4  CRC-32C of all before and of the words
///     40   8·w  live bits: offset o is bit o mod 64 of word o / 64
/// </code>
/// </remarks>
internal static class IndexFolder
{
    private const string IndexFile = "index.bin";
    private const string Unfinished = ".unfinished";

    private static ReadOnlySpan<byte> Magic => "NSindex1"u8;

    /// <summary>Writes a cut; the folder appears when all of it is there.</summary>
    /// <param name="folder">A folder that does not exist.</param>
    /// <param name="layout">What the segments are made of.</param>
    /// <param name="cut">The segments as they were.</param>
    /// <param name="sync">Called with each file, complete, and its path.</param>
    /// <exception cref="IOException">The folder exists, or the disk failed.</exception>
    public static void Write(string folder, SegmentLayout layout, SegmentCut cut, Action<SafeFileHandle, string>? sync)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Path.Exists(folder)) throw new IOException($"{folder} exists; an index is saved to a folder that does not.");
        var unfinished = folder + Unfinished;
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        Directory.CreateDirectory(unfinished);
        try
        {
            var header = new Header
            {
                Signature = MemoryMarshal.Read<ulong>(Magic),
                Dimensions = (uint)layout.Dimensions,
                Metric = (ushort)layout.Metric,
                M = (uint)layout.Options.M,
                Seed = (uint)layout.Options.Seed,
                Count = cut.Count,
                WordCount = (uint)cut.LiveWords.Length,
                RowType = (ushort)layout.Rows,
            };
            foreach (var segment in cut.Segments)
            {
                var count = cut.CountOf(segment);
                if (count == 0) continue;
                SegmentFile.Write(SegmentPath(unfinished, header.SegmentCount++), segment, count, layout, sync);
            }

            header.Crc = Crc(header, cut.LiveWords);
            var path = Path.Combine(unfinished, IndexFile);
            using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
            {
                RandomAccess.Write(file, MemoryMarshal.AsBytes(new ReadOnlySpan<Header>(in header)), 0);
                RandomAccess.Write(file, MemoryMarshal.AsBytes(cut.LiveWords), Unsafe.SizeOf<Header>());
                sync?.Invoke(file, path);
            }

            Directory.Move(unfinished, folder);
        }
        catch
        {
            Directory.Delete(unfinished, recursive: true);
            throw;
        }
    }

    /// <summary>Opens what was written.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">
    /// What graphs that go on growing and searches use; M and the seed are those of the files. Null for the defaults.
    /// </param>
    /// <param name="placement">Where rows and codes are to be.</param>
    /// <exception cref="InvalidDataException">Something is damaged or no index; the message says what and where.</exception>
    /// <exception cref="ArgumentException">The options ask for another M.</exception>
    public static (SegmentLayout Layout, List<Segment> Segments, LiveSet Live, uint Count) Read(string folder,
        HnswOptions? options, Placement placement)
    {
        var header = ReadIndex(Path.Combine(folder, IndexFile), out var words);
        if (options is not null && options.M != header.M)
        {
            throw new ArgumentException(
                $"{folder} was built with M = {header.M}; {nameof(HnswOptions)}.{nameof(HnswOptions.M)} is {options.M}.",
                nameof(options));
        }

        options = (options ?? HnswOptions.Default) with { M = (int)header.M, Seed = (int)header.Seed };
        var layout = SegmentLayout.Create(
            (int)header.Dimensions, (Metric)header.Metric, (RowType)header.RowType, options);
        var live = new LiveSet(words);
        var segments = new List<Segment>();
        try
        {
            for (var i = 0u; i < header.SegmentCount; i++)
            {
                var segment = SegmentFile.Read(SegmentPath(folder, i), layout, placement);
                segments.Add(segment);
                segment.CountDeleted(segment.Count - segment.LiveFilter(live).Count(segment.Count));
                segment.Encode(live);
            }

            return (layout, segments, live, header.Count);
        }
        catch
        {
            foreach (var segment in segments) segment.Release();
            throw;
        }
    }

    private static Header ReadIndex(string path, out ulong[] words)
    {
        var bytes = File.ReadAllBytes(path);
        var size = Unsafe.SizeOf<Header>();
        var header = bytes.Length < size ? default : MemoryMarshal.Read<Header>(bytes);
        if (header.Signature != MemoryMarshal.Read<ulong>(Magic))
            throw new InvalidDataException($"{path} is no index, or of another version.");
        var isComplete = bytes.Length == size + header.WordCount * (long)sizeof(ulong);
        words = isComplete ? MemoryMarshal.Cast<byte, ulong>(bytes.AsSpan(size)).ToArray() : [];
        if (!isComplete || header.Crc != Crc(header, words))
            throw new InvalidDataException($"{path} is damaged ({bytes.Length} bytes).");
        return header;
    }

    private static string SegmentPath(string folder, uint number) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"segment-{number}.bin"));

    private static uint Crc(Header header, ReadOnlySpan<ulong> words)
    {
        var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<Header>(in header));
        return FileSection.Checksum(FileSection.Checksum(0, bytes[..(bytes.Length - sizeof(uint))]),
            MemoryMarshal.AsBytes(words));
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct Header
    {
        public ulong Signature;
        public uint Dimensions;
        public ushort Metric;
        public ushort RowType;
        public uint M;
        public uint Seed;
        public uint Count;
        public uint SegmentCount;
        public uint WordCount;
        public uint Crc;
    }
}
