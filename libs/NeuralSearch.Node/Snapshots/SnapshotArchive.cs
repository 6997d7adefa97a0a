using System.Formats.Tar;
using System.Security.Cryptography;
using NeuralSearch.Node.Log;

namespace NeuralSearch.Node.Snapshots;

/// <summary>
/// A snapshot as one file: a tar archive of a manifest, the collection's schema and a checkpoint. Reading it takes
/// nothing on trust: a stranger may have made it.
/// </summary>
internal static class SnapshotArchive
{
    /// <summary>Writes the archive of a folder and syncs it.</summary>
    /// <returns>Its SHA-256, in hexadecimal.</returns>
    public static string Write(string path, string folder, string collection, ulong sequence, CancellationToken token)
    {
        var files = new List<SnapshotFile>();
        foreach (string file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            token.ThrowIfCancellationRequested();
            using FileStream content = File.OpenRead(file);
            string name = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            files.Add(new SnapshotFile(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content))));
        }

        var manifest = new SnapshotManifest(SnapshotManifest.CurrentFormat, collection, sequence, [.. files]);
        using FileStream archive = File.Create(path);
        using var hash = SHA256.Create();
        using (var hashed = new CryptoStream(archive, hash, CryptoStreamMode.Write, leaveOpen: true))
        using (var tar = new TarWriter(hashed, TarEntryFormat.Ustar))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, SnapshotManifest.FileName)
            {
                DataStream = new MemoryStream(manifest.Write()),
            });
            foreach (SnapshotFile file in files)
            {
                token.ThrowIfCancellationRequested();
                using FileStream content = File.OpenRead(Path.Combine(folder, file.Path));
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, file.Path) { DataStream = content });
            }
        }

        archive.Flush();
        DurableFile.SyncData(archive.SafeFileHandle, path);
        return Convert.ToHexStringLower(hash.Hash!);
    }

    /// <summary>
    /// Reads an archive into a folder; every file is durable when this returns, its folders are not. Takes the bytes
    /// that the manifest names and no more, in memory a buffer.
    /// </summary>
    /// <param name="archive">The archive, from its beginning.</param>
    /// <param name="folder">The folder; it exists.</param>
    /// <param name="maxBytes">How much may be written.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="InvalidDataException">It is no snapshot, or damaged; the message says what.</exception>
    public static async Task<SnapshotManifest> ReadAsync(
        Stream archive, string folder, long maxBytes, CancellationToken token)
    {
        byte[] buffer = new byte[1 << 20];
        if (await NextAsync(archive, buffer, token) is not { Name: SnapshotManifest.FileName } first
            || first.Bytes > SnapshotManifest.MaxBytes)
            throw new InvalidDataException($"it does not begin with a {SnapshotManifest.FileName}");
        await ReadExactlyAsync(archive, buffer.AsMemory(0, (int)first.Bytes), token);
        SnapshotManifest manifest = SnapshotManifest.Read(buffer.AsSpan(0, (int)first.Bytes));
        await ReadExactlyAsync(archive, buffer.AsMemory(0, first.PaddingBytes), token);

        UInt128 total = 0;
        foreach (SnapshotFile file in manifest.Files) total += (ulong)file.Bytes;
        if (total > (ulong)maxBytes)
            throw new InvalidDataException($"it takes {total} bytes and there is room for {maxBytes}");

        foreach (SnapshotFile file in manifest.Files)
        {
            TarEntry? entry = await NextAsync(archive, buffer, token);
            if (entry != new TarEntry(file.Path, file.Bytes))
                throw new InvalidDataException(
                    $"where \"{file.Path}\" with {file.Bytes} bytes should be is " +
                    (entry is { } other ? $"\"{other.Name}\" with {other.Bytes}" : "the end"));
            await CopyAsync(archive, file, Path.Combine(folder, file.Path), buffer, token);
            await ReadExactlyAsync(archive, buffer.AsMemory(0, entry.Value.PaddingBytes), token);
        }

        if (await NextAsync(archive, buffer, token) is { } more)
            throw new InvalidDataException($"\"{more.Name}\" is in it, but not in its manifest");
        return manifest;
    }

    private static async Task CopyAsync(
        Stream archive, SnapshotFile file, string path, byte[] buffer, CancellationToken token)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var content = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long left = file.Bytes; left > 0;)
        {
            Memory<byte> chunk = buffer.AsMemory(0, (int)Math.Min(left, buffer.Length));
            await ReadExactlyAsync(archive, chunk, token);
            hash.AppendData(chunk.Span);
            await content.WriteAsync(chunk, token);
            left -= chunk.Length;
        }

        DurableFile.SyncData(content.SafeFileHandle, path);
        string found = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (!string.Equals(found, file.Sha256, StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException($"\"{file.Path}\" has SHA-256 {found}, not {file.Sha256} as its manifest says");
    }

    private static async Task<TarEntry?> NextAsync(Stream archive, byte[] buffer, CancellationToken token)
    {
        await ReadExactlyAsync(archive, buffer.AsMemory(0, TarEntry.BlockBytes), token);
        return TarEntry.Read(buffer.AsSpan(0, TarEntry.BlockBytes));
    }

    private static async Task ReadExactlyAsync(Stream archive, Memory<byte> into, CancellationToken token)
    {
        try
        {
            await archive.ReadExactlyAsync(into, token);
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException("it ends too early");
        }
    }
}
