using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Log;

namespace NeuralSearch.Node.Storage;

/// <summary>A collection on disk: its folder holds the schema and the log, its state is rebuilt from them.</summary>
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

    /// <summary>
    /// Makes the folder of a new collection: complete and durable when it appears under its final name.
    /// </summary>
    public static Collection Create(string parent, CollectionSchema schema, Action<string, long, long> tailCut)
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

        return Open(folder, tailCut);
    }

    /// <exception cref="CorruptionException">The schema or the log is damaged.</exception>
    public static Collection Open(string folder, Action<string, long, long> tailCut)
    {
        var state = new CollectionState(ReadSchema(folder));
        try
        {
            string logFolder = Path.Combine(folder, LogFolder);
            if (!Directory.Exists(logFolder)) throw new CorruptionException(logFolder, 0, "it is missing");
            WriteAheadLog log = WriteAheadLog.Open(
                logFolder, (sequence, operation) => state.Apply(sequence, LogOperation.Read(operation)), tailCut);
            return new Collection(folder, state, new CollectionWriter(state, log));
        }
        catch
        {
            state.Dispose();
            throw;
        }
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

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        State.Dispose();
    }
}
