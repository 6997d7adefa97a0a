using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using NeuralSearch.Index;
using NeuralSearch.Node.Checkpoints;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Log;
using NeuralSearch.Node.Memory;
using NeuralSearch.Node.Snapshots;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node;

/// <summary>
/// The collections of one data folder. Thread-safe. A damaged collection is kept apart and named; the others serve.
/// </summary>
public sealed class CollectionStore : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Collection> _collections = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CorruptionException> _damaged = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _damagedFolders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _unopened = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _changing = new(1);
    private readonly ILogger _logger;
    private readonly CheckpointOptions _checkpoints;
    private readonly string _folder;
    private readonly FolderLock _lock;
    private readonly MemoryMetrics _metrics;
    private volatile bool _isClosing;

    private CollectionStore(NodeOptions options, string folder, FolderLock folderLock, ILogger logger)
    {
        _folder = folder;
        _checkpoints = options.Checkpoints;
        Budget = new MemoryBudget(options.MemoryBytes, CountMemory);
        SnapshotsFolder = Path.Combine(options.Folder, "snapshots");
        _lock = folderLock;
        _logger = logger;
        _metrics = new MemoryMetrics(this);
    }

    /// <summary>Why the store cannot take writes, null while it can.</summary>
    public string? WriteFailure => _collections.Values.FirstOrDefault(c => c.Failure is not null)?.Failure?.Message;

    /// <summary>Collections that could not be opened, by name or folder, with the damage.</summary>
    public IReadOnlyDictionary<string, CorruptionException> Damaged => _damaged;

    /// <summary>How many collections are still to be opened; requests for them answer UNAVAILABLE until then.</summary>
    public int UnopenedCount => _unopened.Count;

    /// <summary>
    /// Takes a data folder and learns which collections it holds. <see cref="OpenCollections"/> opens them.
    /// </summary>
    /// <exception cref="FolderInUseException">Another process has the folder.</exception>
    public static CollectionStore Open(NodeOptions options, ILogger<CollectionStore> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        string folder = Path.Combine(options.Folder, "collections");
        DurableFile.CreateDirectory(folder);
        FolderLock folderLock = FolderLock.Take(options.Folder);
        try
        {
            var store = new CollectionStore(options, folder, folderLock, logger);
            SnapshotFolder.Sweep(store.SnapshotsFolder);
            foreach (string collection in CollectionFolders.Sweep(folder)) store.Discover(collection);
            return store;
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Reads the collections, one after the other; each serves as soon as it is open. If they do not fit into the memory
    /// there is, they are mapped as far as that helps, and opened.
    /// </summary>
    public void OpenCollections(CancellationToken cancellationToken = default)
    {
        IReadOnlyDictionary<string, Placement> plan = Plan(_unopened);
        foreach ((string name, string folder) in _unopened.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            OpenCollection(name, folder, plan[name]);
        }

        if (Budget.UsedBytes > Budget.LimitBytes)
            _logger.MemoryExceeded(ByteText.Of(Budget.UsedBytes), ByteText.Of(Budget.LimitBytes.Value));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isClosing = true;
        _metrics.Dispose();
        foreach (Collection collection in _collections.Values) await collection.DisposeAsync();
        _changing.Dispose();
        _lock.Dispose();
    }

    /// <summary>The memory of all collections.</summary>
    internal MemoryBudget Budget { get; }

    /// <summary>The folder of all snapshots.</summary>
    internal string SnapshotsFolder { get; }

    internal IReadOnlyList<string> Names => [.. _collections.Keys.Concat(_unopened.Keys).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Whether the name is taken, be it by a collection that is still to be opened or that is damaged.
    /// </summary>
    internal bool Contains(string name)
    {
        CollectionName.Check(name);
        return _unopened.ContainsKey(name) || _collections.ContainsKey(name) || _damaged.ContainsKey(name);
    }

    internal Collection Get(string name)
    {
        CollectionName.Check(name);
        ObjectDisposedException.ThrowIf(_isClosing, this);
        bool isUnopened = _unopened.ContainsKey(name); // asked first: it leaves that list after it has entered another
        if (_collections.TryGetValue(name, out Collection? collection)) return collection;
        if (isUnopened) throw new NotReadyException(name);
        throw _damaged.TryGetValue(name, out CorruptionException? damage) ? damage : NotFoundException.Collection(name);
    }

    internal async Task CreateAsync(CollectionSchema schema, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (Contains(schema.Name))
                throw new AlreadyExistsException($"Wrong input: Collection `{schema.Name}` already exists!");
            var need = new MemoryNeed($"Creating collection `{schema.Name}`", CollectionMemory.EmptyBytes(schema));
            Budget.Reserve(need);
            try
            {
                _collections[schema.Name] = Collection.Create(_folder, schema, _checkpoints, Budget, _logger);
            }
            finally
            {
                Budget.Release(need);
            }

            _logger.CollectionCreated(schema.Name);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <returns>False when there was no such collection.</returns>
    internal async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        CollectionName.Check(name);
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (_unopened.ContainsKey(name)) throw new NotReadyException(name);
            if (_damaged.TryGetValue(name, out CorruptionException? damage)) throw damage;
            if (!_collections.TryGetValue(name, out Collection? collection)) return false;

            await collection.StopCheckpointsAsync();

            // Durable before it is gone from memory: after a crash the folder's name says that it was deleted.
            string deleted = collection.Folder + CollectionFolders.Deleted;
            Directory.Move(collection.Folder, deleted);
            try
            {
                DurableFile.SyncDirectory(_folder);
            }
            finally
            {
                // Even if that failed: a start would remove the folder by its name, so nothing more may be acknowledged.
                _collections.TryRemove(name, out _);
                await collection.DisposeAsync();
            }

            Directory.Delete(deleted, recursive: true);
            _logger.CollectionDeleted(name);
            return true;
        }
        catch (IOException error) when (error is not CorruptionException)
        {
            throw DurableFile.Describe(error, _folder);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>
    /// Makes a collection of what is filled into a folder, in the place of one of that name if there is one: from the
    /// moment on that its folder has its name, after a crash too.
    /// </summary>
    /// <param name="name">The collection's name.</param>
    /// <param name="fill">Makes the folder one of a collection, or throws: then nothing has changed.</param>
    /// <param name="cancellationToken">Ends it before that moment.</param>
    internal async Task RestoreAsync(string name, Func<string, Task> fill, CancellationToken cancellationToken)
    {
        CollectionName.CheckNew(name);
        string folder = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        string unfinished = folder + CollectionFolders.Unfinished;
        try
        {
            Directory.CreateDirectory(unfinished);
            await fill(unfinished);

            // Every check there is; in as little memory as can be, since it is closed again.
            await Collection.Open(unfinished, Placement.MappedCodes, _checkpoints, Budget, _logger).DisposeAsync();
            await _changing.WaitAsync(cancellationToken);
            try
            {
                await ReplaceAsync(name, unfinished, folder);
            }
            finally
            {
                _changing.Release();
            }
        }
        finally
        {
            if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        }
    }

    /// <summary>Counts the memory of every collection anew: a few microseconds each.</summary>
    internal void CountMemory()
    {
        foreach (Collection collection in _collections.Values) collection.Memory.Count();
    }

    /// <summary>What each collection took when it was last counted.</summary>
    internal IEnumerable<(string Name, long Bytes, Placement Placement)> MemoryOfCollections =>
        _collections.Select(entry => (entry.Key, entry.Value.Memory.Bytes, entry.Value.Placement));

    private async Task ReplaceAsync(string name, string unfinished, string folder)
    {
        if (_unopened.ContainsKey(name)) throw new NotReadyException(name);
        _collections.TryGetValue(name, out Collection? before);
        if (before is not null) await before.StopCheckpointsAsync();
        if ((before?.Folder ?? _damagedFolders.GetValueOrDefault(name)) is { } replaced)
            CollectionFolders.WriteReplaces(unfinished, replaced);
        Directory.Move(unfinished, folder);
        try
        {
            DurableFile.SyncDirectory(_folder);
        }
        finally
        {
            // Even if that failed: a start would take the new folder, so nothing more may be acknowledged by the old.
            _unopened[name] = folder;
            _collections.TryRemove(name, out _);
            _damaged.TryRemove(name, out _);
            _damagedFolders.TryRemove(name, out _);
            if (before is not null) await before.DisposeAsync();
            OpenCollection(name, folder, Plan([new(name, folder)])[name]);
        }

        CollectionFolders.CompleteReplacement(folder);
    }

    private IReadOnlyDictionary<string, Placement> Plan(IEnumerable<KeyValuePair<string, string>> folders) =>
        PlacementPlan.Choose(
            folders.Select(entry => (entry.Key, OpeningCosts.Of(entry.Value))), Budget.LimitBytes - Budget.UsedBytes);

    private void Discover(string folder)
    {
        try
        {
            string name = SchemaFile.Read(folder).CollectionName;
            if (!_unopened.TryAdd(name, folder))
                throw new CorruptionException(folder, 0, $"it holds collection `{name}`, as {_unopened[name]} does");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            SetApart(Path.GetFileName(folder), folder, error);
        }
    }

    private void OpenCollection(string name, string folder, Placement placement)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            Collection collection = Collection.Open(folder, placement, _checkpoints, Budget, _logger);
            _collections[name] = collection;
            _logger.CollectionOpened(
                name, collection.State.Points.LiveCount, placement, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            SetApart(name, folder, error);
        }

        _unopened.TryRemove(name, out _);
    }

    private void SetApart(string name, string folder, Exception error)
    {
        CorruptionException damage = error as CorruptionException
            ?? new CorruptionException(folder, 0, $"it cannot be read: {error.Message}");
        _damaged[name] = damage;
        _damagedFolders[name] = folder;
        _logger.CollectionDamaged(damage, name, damage.Path, damage.Offset);
    }
}
