using System.Runtime.InteropServices;
using System.Text;
using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Index;

namespace NeuralSearch.Evals.Ann.Engines;

/// <summary>Lines of ASCII and, where a line announces them, numbers as they lie in memory.</summary>
internal static class ProtocolStream
{
    /// <summary>The next line without its end, or null if the stream ends first.</summary>
    public static string? ReadLine(Stream stream)
    {
        var line = new StringBuilder();
        for (int read = stream.ReadByte(); read != '\n'; read = stream.ReadByte())
        {
            if (read < 0) return null;
            line.Append((char)read);
        }

        return line.ToString();
    }

    public static void WriteLine(Stream stream, string line)
    {
        stream.Write(Encoding.ASCII.GetBytes(line + "\n"));
        stream.Flush();
    }

    /// <summary>What follows the line `filter BITMAPS WORDS`.</summary>
    public static void WriteFilters(Stream stream, QueryFilters filters)
    {
        foreach (PointBitmap bitmap in filters.Bitmaps) stream.Write(MemoryMarshal.AsBytes(bitmap.Words));
        stream.Write(MemoryMarshal.AsBytes<int>([.. filters.Numbers]));
        stream.Flush();
    }

    /// <summary>The same at the other end.</summary>
    /// <exception cref="InvalidDataException">A query's number is not that of a bitmap.</exception>
    public static QueryFilters ReadFilters(Stream stream, int bitmaps, int rows, int queries)
    {
        var read = new PointBitmap[bitmaps];
        ulong[] words = new ulong[((long)rows + 63) / 64];
        for (int i = 0; i < bitmaps; i++)
        {
            stream.ReadExactly(MemoryMarshal.AsBytes(words.AsSpan()));
            read[i] = new PointBitmap((uint)rows);
            for (uint row = 0; row < rows; row++)
                if ((words[row >> 6] >> (int)(row & 63) & 1) != 0) read[i].Add(row);
        }

        int[] numbers = new int[queries];
        stream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers.All(number => number >= 0 && number < bitmaps)
            ? new QueryFilters(read, numbers)
            : throw new InvalidDataException("A query's filter is none of those that were sent.");
    }
}
