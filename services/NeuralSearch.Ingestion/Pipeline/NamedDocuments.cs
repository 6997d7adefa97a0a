using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using NeuralSearch.Ingestion.Sources;

namespace NeuralSearch.Ingestion.Pipeline;

/// <summary>
/// What one input has named: ids as 128 bits of SHA-256, about 48 bytes an id, and no two ids collide; and the files of
/// which nothing, or not all, could be read. Whatever is named stays when the rest of a source is deleted. Written by
/// the reading stage, read when it has ended.
/// </summary>
internal sealed class NamedDocuments
{
    /// <summary>The place of an id that was named by what gave no document: it may still come.</summary>
    private static readonly Place Refused = new(-1, -1);

    private readonly Dictionary<UInt128, Place> _ids = [];
    private readonly HashSet<string> _keptFiles = new(StringComparer.Ordinal);
    private readonly List<string> _files = [];

    /// <summary>
    /// Why it is not known what the input names; null if it is known. Then nothing may be deleted.
    /// </summary>
    public string? Gap { get; private set; }

    /// <summary>Notes the document; false, with a sentence that says where it was before, if it was noted.</summary>
    public bool TryAdd(SourceItem item, out string? duplicate)
    {
        UInt128 key = KeyOf(item.Id!);
        if (!_ids.TryGetValue(key, out Place place) || place == Refused)
        {
            _ids[key] = PlaceOf(item);
            duplicate = null;
            return true;
        }

        (int file, long line) = place;
        string earlier = (item.File, file) switch
        {
            (null, _) => $"line {line}",
            (_, < 0) => "an earlier file",
            _ => $"line {line} of file '{_files[file]}'",
        };
        duplicate = $"duplicate id '{item.Id}': {earlier} has it already and is kept; send this "
            + $"{(item.Line is null ? "file" : "line")} in a request of its own to replace it";
        return false;
    }

    /// <summary>Notes something that gave no document: what is stored of it stays.</summary>
    public void Keep(SourceItem item)
    {
        if (item.Id is { } id)
            _ids.TryAdd(KeyOf(id), Refused);
        else if (item.File is { } file)
            _keptFiles.Add(file);
        else
            Gap ??= item.Line is { } line ? $"line {line} has no id that can be read" : "a part of it has no file name";
    }

    /// <summary>True if the input named the document, or the file that it came from could not be read.</summary>
    public bool Holds(string id, string? file) =>
        _ids.ContainsKey(KeyOf(id)) || (file is not null && _keptFiles.Contains(file));

    /// <summary>
    /// Lines of a file come one after another, so only the last file is to be compared. The id of a whole file says its
    /// name already.
    /// </summary>
    private Place PlaceOf(SourceItem item)
    {
        if (item.File is not { } file || item.Line is not { } line)
            return new Place(-1, item.Line ?? 0);
        if (_files.Count == 0 || _files[^1] != file)
            _files.Add(file);
        return new Place(_files.Count - 1, line);
    }

    private static UInt128 KeyOf(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(id.AsSpan()), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private readonly record struct Place(int File, long Line);
}
