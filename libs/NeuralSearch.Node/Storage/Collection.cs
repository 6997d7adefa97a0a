using Microsoft.Extensions.Logging;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Checkpoints;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Log;

namespace NeuralSearch.Node.Storage;

/// <summary>
/// A collection on disk: its folder holds the schema, perhaps a checkpoint, and the log after it; its state is what they
/// add up to.
/// </summary>
internal sealed class Collection : IAsyncDisposable
{
    private const string LogFolder = "log";

    private readonly CollectionWriter _writer;

    private Collection(string folder, CollectionState state, CollectionWriter writer)
    {
        Folder = folder;
        State = state;
        _writer = writer;
    }

    public string Folder { get; }

    public CollectionState State { get; }

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
    public static Collection Create(string parent, CollectionSchema schema, CheckpointOptions checkpoints, ILogger logger)
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
            if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
            throw DurableFile.Describe(error, folder);
        }

        return Open(folder, checkpoints, logger);
    }

    /// <exception cref="CorruptionException">The schema, the checkpoint or the log is damaged.</exception>
    public static Collection Open(string folder, CheckpointOptions checkpoints, ILogger logger)
    {
        CollectionSchema schema = ReadSchema(folder);
        string logFolder = Path.Combine(folder, LogFolder);
        if (!Directory.Exists(logFolder)) throw new CorruptionException(logFolder, 0, "it is missing");
        CheckpointManifest? checkpoint = CheckpointManifest.Read(folder);
        if (checkpoint is null) CheckThatThereWasNone(folder, logFolder);
        CheckpointFolder.Sweep(folder, checkpoint?.Number ?? 0);

        CollectionState state =
            checkpoint is null ? new(schema) : CheckpointFolder.Read(folder, checkpoint, schema);
        try
        {
            WriteAheadLog log = WriteAheadLog.Open(
                logFolder,
                checkpoint?.LogStart ?? LogPosition.Start,
                (sequence, operation) => state.Apply(sequence, LogOperation.Read(operation)),
                (file, offset, bytes) => logger.TailCut(file, offset, bytes));
            var checkpointer = new CollectionCheckpointer(folder, checkpoint, state, log, checkpoints, logger);
            return new Collection(folder, state, new CollectionWriter(state, log, checkpointer));
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

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

    /// <inheritdoc cref="CollectionCheckpointer.StopAsync"/>
    public Task StopCheckpointsAsync() => _writer.StopCheckpointsAsync();

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        State.Dispose();
    }
}
