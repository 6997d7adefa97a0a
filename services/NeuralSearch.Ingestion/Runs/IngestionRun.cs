using NeuralSearch.Catalog;

namespace NeuralSearch.Ingestion.Runs;

/// <summary>
/// One ingestion with live counters. Counters only grow; they are written by its pipeline and may be read by anyone at
/// any time, each by itself.
/// </summary>
public sealed class IngestionRun
{
    private readonly Action<IngestionRun> _changed;
    private readonly Lock _ending = new();
    private long _accepted;
    private long _embedded;
    private long _stored;
    private long _unchanged;
    private long _failed;
    private long _chunks;
    private long _deleted;
    private long _files;

    internal IngestionRun(
        string id, string source, string collection, long? total, DateTimeOffset startedAt,
        Action<IngestionRun> changed)
    {
        Id = id;
        Source = source;
        Collection = collection;
        Total = total;
        StartedAt = startedAt;
        _changed = changed;
    }

    /// <summary>Unique id.</summary>
    public string Id { get; }

    /// <summary>Where the documents come from: the name of a source, "http" or "sample".</summary>
    public string Source { get; }

    /// <summary>The collection that they go to.</summary>
    public string Collection { get; }

    /// <summary>Documents of the whole input, if known.</summary>
    public long? Total { get; }

    /// <summary>Start, UTC.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>End, UTC; null while running.</summary>
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>State of the ingestion.</summary>
    public IngestionState State { get; private set; } = IngestionState.Running;

    /// <summary>Why it failed or stopped.</summary>
    public string? Error { get; private set; }

    /// <summary>Documents read and well-formed.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Documents with all their vectors.</summary>
    public long Embedded => Interlocked.Read(ref _embedded);

    /// <summary>Documents durably stored by this ingestion.</summary>
    public long Stored => Interlocked.Read(ref _stored);

    /// <summary>Documents that were stored already with the same content.</summary>
    public long Unchanged => Interlocked.Read(ref _unchanged);

    /// <summary>Documents refused, or not stored because the ingestion failed.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Chunks written.</summary>
    public long Chunks => Interlocked.Read(ref _chunks);

    /// <summary>Documents that left a source which was sent whole, deleted with their chunks.</summary>
    public long Deleted => Interlocked.Read(ref _deleted);

    /// <summary>Files read, of an input of files.</summary>
    public long Files => Interlocked.Read(ref _files);

    /// <summary>A copy of everything above.</summary>
    public IngestionRecord ToRecord()
    {
        lock (_ending)
        {
            return new IngestionRecord
            {
                Id = Id,
                Source = Source,
                Collection = Collection,
                State = State,
                Accepted = Accepted,
                Embedded = Embedded,
                Stored = Stored,
                Unchanged = Unchanged,
                Failed = Failed,
                Chunks = Chunks,
                Deleted = Deleted,
                Files = Files,
                Total = Total,
                StartedAt = StartedAt,
                FinishedAt = FinishedAt,
                Error = Error,
            };
        }
    }

    internal void AddAccepted() => Add(ref _accepted, 1);

    internal void AddEmbedded() => Add(ref _embedded, 1);

    internal void AddStored(int documents, int chunks)
    {
        Interlocked.Add(ref _chunks, chunks);
        Add(ref _stored, documents);
    }

    internal void AddDeleted(int documents) => Add(ref _deleted, documents);

    internal void AddFile() => Add(ref _files, 1);

    internal void AddUnchanged() => Add(ref _unchanged, 1);

    internal void AddFailed(long documents = 1) => Add(ref _failed, documents);

    internal void End(IngestionState state, string? error, DateTimeOffset finishedAt)
    {
        lock (_ending)
            (State, Error, FinishedAt) = (state, error, finishedAt);
        _changed(this);
    }

    private void Add(ref long counter, long count)
    {
        Interlocked.Add(ref counter, count);
        _changed(this);
    }
}
