using System.Globalization;
using System.Text;

namespace NeuralSearch.Node.Snapshots;

/// <summary>The header of a regular file in a tar archive (POSIX ustar): its name and its length.</summary>
/// <remarks>
/// <see cref="System.Formats.Tar.TarWriter"/> writes them. They are read here, since
/// <see cref="System.Formats.Tar.TarReader"/> takes extended headers of any length into memory, and links, devices and
/// the rest have no place in a snapshot.
/// </remarks>
internal readonly record struct TarEntry(string Name, long Bytes)
{
    public const int BlockBytes = 512;

    private const int NameBytes = 100;
    private const int SizeAt = 124;
    private const int SizeBytes = 12;
    private const int ChecksumAt = 148;
    private const int ChecksumBytes = 8;
    private const int TypeAt = 156;
    private const int MagicAt = 257;
    private const int PrefixAt = 345;

    /// <summary>Bytes of zeroes after the content, up to a whole block.</summary>
    public int PaddingBytes => (int)(-Bytes & (BlockBytes - 1));

    /// <summary>Reads a header; null for the block of zeroes that ends an archive.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or anything but a regular file.</exception>
    public static TarEntry? Read(ReadOnlySpan<byte> block)
    {
        if (block.IndexOfAnyExcept((byte)0) < 0) return null;
        if (!block[MagicAt..].StartsWith("ustar"u8)) throw new InvalidDataException("it is no tar archive");
        long sum = 0;
        for (int i = 0; i < BlockBytes; i++)
            sum += i is >= ChecksumAt and < ChecksumAt + ChecksumBytes ? ' ' : block[i];
        if (sum != Number(block.Slice(ChecksumAt, ChecksumBytes)))
            throw new InvalidDataException("a header in it is damaged");
        string name = Text(block[..NameBytes]);
        if (block[TypeAt] is not ((byte)'0' or 0) || block[PrefixAt] != 0)
            throw new InvalidDataException($"entry \"{name}\" is not the regular file of a snapshot");
        return new TarEntry(name, Number(block.Slice(SizeAt, SizeBytes)));
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? field : field[..end]);
    }

    // Octal digits, or (first bit set) big-endian base 256 for files of 8 GiB and more.
    private static long Number(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
        {
            long value = 0;
            foreach (byte digit in field[1..])
            {
                if (value > long.MaxValue >> 8) throw new InvalidDataException("a number in a header is too large");
                value = (value << 8) | digit;
            }

            return value;
        }

        string text = Text(field).Trim(' ');
        return text.All(digit => digit is >= '0' and <= '7')
            ? text.Aggregate(0L, (value, digit) => (value << 3) | (uint)(digit - '0'))
            : throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture, $"\"{text}\" in a header is no number"));
    }
}
