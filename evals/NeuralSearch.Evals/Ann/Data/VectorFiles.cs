using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace NeuralSearch.Evals.Ann.Data;

/// <summary>
/// Files of vectors, little-endian: int32 n, int32 d, then n rows of float32 (.fbin), uint8 (.u8bin) or int32 (.ibin);
/// and the images of MNIST (.gz), whose header is 16 bytes, big-endian: 0x803, n, height, width.
/// </summary>
/// <remarks>A file must be exactly as long as its header says; fewer rows may be read than it has.</remarks>
internal static class VectorFiles
{
    private const int ImageMagic = 0x803;

    public static RowMatrix ReadFloats(string path, int? limit = null)
    {
        using FileStream file = Open(path, sizeof(float), out int count, out int dimensions);
        RowMatrix rows = RowMatrix.Empty(Math.Min(count, limit ?? count), dimensions);
        for (int i = 0; i < rows.Count; i++)
        {
            file.ReadExactly(MemoryMarshal.AsBytes(rows[i]));
            foreach (float value in rows[i])
                if (!float.IsFinite(value)) throw new InvalidDataException($"{path}: row {i} holds {value}.");
        }

        return rows;
    }

    public static RowMatrix ReadBytes(string path, int? limit = null)
    {
        using FileStream file = Open(path, sizeof(byte), out int count, out int dimensions);
        return ReadByteRows(file, Math.Min(count, limit ?? count), dimensions);
    }

    public static IntMatrix ReadTruth(string path)
    {
        using FileStream file = Open(path, sizeof(int), out int count, out int width);
        IntMatrix truth = IntMatrix.Empty(count, width);
        for (int i = 0; i < count; i++) file.ReadExactly(MemoryMarshal.AsBytes(truth[i]));
        return truth;
    }

    public static RowMatrix ReadImages(string path, int? limit = null)
    {
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        Span<byte> header = stackalloc byte[16];
        file.ReadExactly(header);
        int magic = BinaryPrimitives.ReadInt32BigEndian(header);
        int count = BinaryPrimitives.ReadInt32BigEndian(header[4..]);
        int height = BinaryPrimitives.ReadInt32BigEndian(header[8..]);
        int width = BinaryPrimitives.ReadInt32BigEndian(header[12..]);
        if (magic != ImageMagic || count < 1 || height is < 1 or > 4096 || width is < 1 or > 4096)
        {
            throw new InvalidDataException(
                $"{path} starts with 0x{magic:x}, {count} images of {height} x {width}; wanted 0x{ImageMagic:x} and sizes.");
        }

        return ReadByteRows(file, Math.Min(count, limit ?? count), height * width);
    }

    public static void WriteFloats(string path, RowMatrix rows)
    {
        using FileStream file = File.Create(path);
        file.Write(MemoryMarshal.AsBytes<int>([rows.Count, rows.Dimensions]));
        for (int i = 0; i < rows.Count; i++) file.Write(MemoryMarshal.AsBytes(rows[i]));
    }

    private static RowMatrix ReadByteRows(Stream file, int count, int dimensions)
    {
        RowMatrix rows = RowMatrix.Empty(count, dimensions);
        byte[] bytes = new byte[dimensions];
        for (int i = 0; i < count; i++)
        {
            file.ReadExactly(bytes);
            Span<float> row = rows[i];
            for (int j = 0; j < dimensions; j++) row[j] = bytes[j];
        }

        return rows;
    }

    private static FileStream Open(string path, int elementBytes, out int count, out int width)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20);
        Span<int> header = stackalloc int[2];
        if (file.Length >= 8) file.ReadExactly(MemoryMarshal.AsBytes(header));
        (count, width) = (header[0], header[1]);
        if (count > 0 && width > 0 && file.Length == 8 + (long)count * width * elementBytes) return file;
        long length = file.Length;
        file.Dispose();
        throw new InvalidDataException(
            $"{path} has {length} bytes; its header says {count} x {width} of {elementBytes} bytes each.");
    }
}
