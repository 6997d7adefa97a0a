using System.Buffers.Binary;
using System.Text;

namespace NeuralSearch.Testing.Faults.Power;

/// <summary>What a process changed below a folder, in order, as evals/faults/faults.c wrote it down.</summary>
/// <remarks>
/// <code>
/// OFFSET  SIZE  DESCRIPTION
///      0     4  kind (ChangeKind)
///      4     4  d, bytes of data
///      8     8  inode of the file or directory
///     16     8  offset in the file
///     24     8  length
///     32     8  inode of the directory that the name is in
///     40     8  the same of the second name
///     48     2  n, bytes of the name
///     50     2  m, bytes of the second name
///     52     4  zero
///     56 n+m+d  name, second name, data
/// </code>
/// </remarks>
public sealed class Recording
{
    private const int HeaderBytes = 56;

    private Recording(IReadOnlyList<Change> changes) => Changes = changes;

    /// <summary>The changes; the first tells the folder's own inode.</summary>
    public IReadOnlyList<Change> Changes { get; }

    /// <summary>How many changes would count for a kill.</summary>
    public int CountedChanges => Changes.Count(change => change.Kind is not (ChangeKind.Root or ChangeKind.Mapped));

    /// <summary>How many changes of which kind there are, in words.</summary>
    public string Summary => string.Join(", ", Changes
        .CountBy(change => change.Kind)
        .Where(kind => kind.Key != ChangeKind.Root)
        .OrderByDescending(kind => kind.Value)
        .Select(kind => $"{kind.Value} {kind.Key}"));

    /// <summary>Reads a recording of a process that has ended; one that was killed may have left a part of a record.</summary>
    public static Recording Read(string path)
    {
        byte[] content = File.ReadAllBytes(path);
        var changes = new List<Change>();
        for (int at = 0; at + HeaderBytes <= content.Length;)
        {
            ReadOnlySpan<byte> header = content.AsSpan(at);
            int dataBytes = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
            int nameBytes = BinaryPrimitives.ReadUInt16LittleEndian(header[48..]);
            int name2Bytes = BinaryPrimitives.ReadUInt16LittleEndian(header[50..]);
            int end = at + HeaderBytes + nameBytes + name2Bytes + dataBytes;
            if (end > content.Length) break;
            ReadOnlySpan<byte> names = header.Slice(HeaderBytes, nameBytes + name2Bytes);
            changes.Add(new Change(
                (ChangeKind)BinaryPrimitives.ReadInt32LittleEndian(header),
                BinaryPrimitives.ReadUInt64LittleEndian(header[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(header[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(header[24..]),
                BinaryPrimitives.ReadUInt64LittleEndian(header[32..]),
                BinaryPrimitives.ReadUInt64LittleEndian(header[40..]),
                Encoding.UTF8.GetString(names[..nameBytes]),
                Encoding.UTF8.GetString(names[nameBytes..]),
                content.AsMemory(end - dataBytes, dataBytes),
                end));
            at = end;
        }

        return new Recording(changes);
    }
}

/// <summary>One change of a recording; see <see cref="Recording"/> for the fields.</summary>
/// <param name="End">Where its record ends in the recording: it had happened when the recording was as long as this.</param>
public sealed record Change(
    ChangeKind Kind,
    ulong Inode,
    long Offset,
    long Length,
    ulong Parent,
    ulong Parent2,
    string Name,
    string Name2,
    ReadOnlyMemory<byte> Data,
    long End);
