using Microsoft.Extensions.Logging;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Index;
using NeuralSearch.Node.Checkpoints;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Log;
using NeuralSearch.Node.Memory;

namespace NeuralSearch.Node.Storage;

/// <summary>
/// A collection on disk: its folder holds the schema, perhaps a checkpoint, and the log after it; its state is what they
/// add up to.
/// </summary>
internal sealed class Collection : IAsyncDisposable
{
    private const string LogFolder = "log";

    private static readonly TimeSpan CutInterval = TimeSpan.FromMilliseconds(20);

    private readonly CollectionWriter _writer;

    private Collection(string folder, CollectionState state, CollectionWriter writer, CollectionMemory memory)
    {
        Folder = folder;
        State = state;
        Memory = memory;
        _writer = writer;
    }

    public string Folder { get; }

    public CollectionState State { get; }

    public CollectionMemory Memory { get; }

    /// <summary>Where it was to be when it was opened; what came since is in memory.</summary>
    public required Placement Placement { get; init; }

    public CollectionSchema Schema => State.Schema;

    /// <summary>The error that made the collection read-only, null while it takes writes.</summary>
    public StorageException? Failure => _writer.Failure;

    /// <inheritdoc cref="CollectionMerger.Failure"/>
    public Exception? MergeFailure => _writer.MergeFailure;

    /// <inheritdoc cref="CollectionCheckpointer.Failure"/>
    public Exception? CheckpointFailure => _writer.CheckpointFailure;

    /// <summary>
    /// Makes the folder of a new collection: complete and durable when it appears under its final name.
    /// </summary>
    public static Collection Create(
        string parent, CollectionSchema schema, CheckpointOptions checkpoints, MemoryBudget budget, ILogger logger)
    {
        string folder = Path.Combine(parent, Guid.NewGuid().ToString("N"));
        string unfinished = folder + CollectionFolders.Unfinished;
        try
        {
            Directory.CreateDirectory(Path.Combine(unfinished, LogFolder));
            SchemaFile.Write(unfinished, schema.Definition);
            Directory.Move(unfinished, folder);
            DurableFile.SyncDirectory(parent);
        }
        catch (IOException error)
        {
            // Under its final name too: whoever creates it again must not find two at the next start.
            if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            throw DurableFile.Describe(error, folder);
        }

        return Open(folder, Placement.Memory, checkpoints, budget, logger);
    }

    /// <summary>
    /// Makes the folder of a collection out of a schema and a checkpoint that lie in it, as a snapshot has them, and
    /// syncs every name in it; the contents of the files are synced already.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="checkpoint">The checkpoint in it.</param>
    /// <param name="name">The collection's name, whatever it was.</param>
    /// <param name="sequence">The last operation that is in it.</param>
    public static void Complete(string folder, string checkpoint, string name, ulong sequence)
    {
        CreateCollection definition = SchemaFile.Read(folder);
        definition.CollectionName = name;
        SchemaFile.Write(folder, definition);
        var manifest = new CheckpointManifest(1, LogPosition.Start with { Sequence = sequence + 1 });
        Directory.CreateDirectory(Path.Combine(folder, LogFolder));
        Directory.Move(checkpoint, CheckpointFolder.PathIn(folder, manifest.Number));
        foreach (string made in Directory.GetDirectories(folder, "*", SearchOption.AllDirectories))
            DurableFile.SyncDirectory(made);
        manifest.Write(folder);
    }

    /// <exception cref="CorruptionException">The schema, the checkpoint or the log is damaged.</exception>
    public static Collection Open(
        string folder, Placement placement, CheckpointOptions checkpoints, MemoryBudget budget, ILogger logger)
    {
        CollectionState state = ReadState(folder, out CheckpointManifest? checkpoint, placement);
        try
        {
            DurableFile.Sweep(folder);
            CheckpointFolder.Sweep(folder, checkpoint?.Number ?? 0);
            WriteAheadLog log = WriteAheadLog.Open(
                LogPathIn(folder),
                checkpoint?.LogStart ?? LogPosition.Start,
                (sequence, operation) => state.Apply(sequence, LogOperation.Read(operation)),
                (file, offset, bytes) => logger.TailCut(file, offset, bytes));
            var checkpointer = new CollectionCheckpointer(folder, checkpoint, state, log, checkpoints, logger);
            var memory = new CollectionMemory(state, budget);
            memory.Count();
            return new Collection(folder, state, new CollectionWriter(state, log, checkpointer, memory), memory)
            {
                Placement = placement,
            };
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    /// <summary>The state of the last checkpoint, to which the log is to be added; changes nothing on disk.</summary>
    /// <exception cref="CorruptionException">The schema or the checkpoint is damaged.</exception>
    public static CollectionState ReadState(
        string folder, out CheckpointManifest? checkpoint, Placement placement = Placement.Memory)
    {
        CollectionSchema schema = ReadSchema(folder);
        string logFolder = LogPathIn(folder);
        if (!Directory.Exists(logFolder)) throw new CorruptionException(logFolder, 0, "it is missing");
        checkpoint = CheckpointManifest.Read(folder);
        if (checkpoint is null) CheckThatThereWasNone(folder, logFolder);
        return checkpoint is null ? new(schema) : CheckpointFolder.Read(folder, checkpoint, schema, placement);
    }

    public static string LogPathIn(string folder) => Path.Combine(folder, LogFolder);

    /// <summary>A checkpoint without a manifest was being written when the process ended; then the log is whole.</summary>
    private static void CheckThatThereWasNone(string folder, string logFolder)
    {
        if (CheckpointFolder.List(folder).Length == 0) return;
        if (LogFile.List(logFolder) is [string first, ..] && LogFile.NumberOf(first) == LogPosition.Start.File) return;
        throw new CorruptionException(CheckpointManifest.PathIn(folder), 0, "it is missing");
    }

    private static CollectionSchema ReadSchema(string folder)
    {
        CreateCollection definition = SchemaFile.Read(folder);
        try
        {
            return CollectionSchema.From(definition);
        }
        catch (Exception error) when (error is InvalidRequestException or UnavailableFeatureException)
        {
            throw new CorruptionException(
                SchemaFile.PathIn(folder), 0, $"this version cannot serve it: {error.Message}");
        }
    }

    /// <summary>Hands a write to the collection's writer and waits until it is durable and visible.</summary>
    /// <returns>The operation's number.</returns>
    public async Task<ulong> WriteAsync(PendingWrite write, CancellationToken cancellationToken)
    {
        if (Failure is { } failure) throw failure;
        await _writer.EnqueueAsync(write, cancellationToken);
        return await write.Done.WaitAsync(cancellationToken);
    }

    /// <summary>What there is after the writes that were handed over before, to be written by the caller.</summary>
    public async Task<CollectionCut> CutAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            CollectionCut? cut = null;
            var write = new PendingWrite(
                () =>
                {
                    cut = State.TryCut();
                    return null;
                },
                readsState: true);
            await _writer.EnqueueAsync(write, cancellationToken);
            await write.Done; // not given up halfway: somebody must dispose the cut
            if (cut is not null) return cut;
            await Task.Delay(CutInterval, cancellationToken); // a checkpoint is being written
        }
    }

    /// <inheritdoc cref="CollectionCheckpointer.StopAsync"/>
    public Task StopCheckpointsAsync() => _writer.StopCheckpointsAsync();

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        Memory.Dispose();
        State.Dispose();
    }
}
