using System.Security.Cryptography;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Checkpoints;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Log;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Snapshots;

/// <summary>
/// Snapshots of the collections of a store: whole copies in one file each, made while the collection goes on, to be
/// restored under any name by any node.
/// </summary>
public sealed class SnapshotStore(CollectionStore store)
{
    private const string CheckpointName = "checkpoint";

    // A disk that is full to the last byte stops every collection on it.
    private const long ReservedBytes = 64 << 20;

    /// <summary>Makes a snapshot of what there is after the writes that were acknowledged by now.</summary>
    /// <exception cref="NotFoundException">There is no such collection.</exception>
    /// <exception cref="IOException">The disk refused; nothing of it is left.</exception>
    public async Task<SnapshotDescription> CreateAsync(string collectionName, CancellationToken cancellationToken)
    {
        Collection collection = store.Get(collectionName);
        SnapshotFolder snapshots = Of(collectionName);
        string work = snapshots.WorkPath;
        try
        {
            DurableFile.CreateDirectory(work);
            ulong sequence;
            using (CollectionCut cut = await collection.CutAsync(cancellationToken))
            {
                sequence = cut.Points.Version;
                await Task.Run(
                    () => CheckpointFolder.Write(Path.Combine(work, CheckpointName), cut, cancellationToken),
                    cancellationToken);
            }

            SchemaFile.Write(work, collection.Schema.Definition);
            return await Task.Run(() => snapshots.Add(work, sequence, cancellationToken), cancellationToken);
        }
        catch (IOException error) when (error is not StorageException)
        {
            throw DurableFile.Describe(error, work);
        }
        finally
        {
            if (Directory.Exists(work)) Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>The snapshots of a collection that is there, by name.</summary>
    /// <exception cref="NotFoundException">There is no such collection.</exception>
    public IReadOnlyList<SnapshotDescription> List(string collectionName) => Existing(collectionName).List();

    /// <summary>Deletes a snapshot.</summary>
    /// <exception cref="NotFoundException">There is no such collection or snapshot.</exception>
    public void Delete(string collectionName, string snapshotName) => Existing(collectionName).Delete(snapshotName);

    /// <summary>The path of a snapshot's file; the collection may be gone by now.</summary>
    /// <exception cref="NotFoundException">There is no such snapshot.</exception>
    public string PathOf(string collectionName, string snapshotName) => Of(collectionName).Find(snapshotName);

    /// <summary>
    /// Makes a collection of a snapshot, in the place of one of that name if there is one. Everything is checked before
    /// anything changes, and the change is one step, after a crash too.
    /// </summary>
    /// <param name="collectionName">The name it gets.</param>
    /// <param name="archive">The snapshot's file.</param>
    /// <param name="sha256">The SHA-256 that the file must have, in hexadecimal, or null.</param>
    /// <param name="cancellationToken">Ends it before the change.</param>
    /// <exception cref="InvalidRequestException">It is no snapshot, or damaged; the message says what.</exception>
    public Task RestoreAsync(
        string collectionName, Stream archive, string? sha256, CancellationToken cancellationToken) =>
        store.RestoreAsync(
            collectionName,
            async folder =>
            {
                try
                {
                    ulong sequence = await ReadAsync(archive, sha256, folder, cancellationToken);
                    Collection.Complete(folder, Path.Combine(folder, CheckpointName), collectionName, sequence);
                }
                catch (Exception error) when (error is InvalidDataException or CorruptionException)
                {
                    throw new InvalidRequestException($"Bad request: The snapshot cannot be restored: {error.Message}");
                }
            },
            cancellationToken);

    private static async Task<ulong> ReadAsync(
        Stream archive, string? sha256, string folder, CancellationToken cancellationToken)
    {
        long room = new DriveInfo(folder).AvailableFreeSpace - ReservedBytes;
        using var hash = SHA256.Create();
        var hashed = new CryptoStream(archive, hash, CryptoStreamMode.Read, leaveOpen: true);
        SnapshotManifest manifest = await SnapshotArchive.ReadAsync(hashed, folder, room, cancellationToken);
        await hashed.CopyToAsync(Stream.Null, cancellationToken); // the zeroes that end a tar archive
        string found = Convert.ToHexStringLower(hash.Hash!);
        return sha256 is null || string.Equals(found, sha256, StringComparison.OrdinalIgnoreCase)
            ? manifest.Sequence
            : throw new InvalidDataException($"its SHA-256 is {found}, not {sha256}");
    }

    private SnapshotFolder Existing(string collectionName) => store.Contains(collectionName)
        ? Of(collectionName)
        : throw NotFoundException.Collection(collectionName);

    private SnapshotFolder Of(string collectionName) => new(store.SnapshotsFolder, collectionName);
}
