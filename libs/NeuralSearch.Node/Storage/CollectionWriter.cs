using System.Threading.Channels;
using NeuralSearch.Node.Checkpoints;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Log;
using NeuralSearch.Node.Memory;

namespace NeuralSearch.Node.Storage;

/// <summary>
/// The one writer of a collection. Writes that wait at the same moment share one frame and one sync (group commit);
/// then they are applied in order and acknowledged. Whoever asks for an acknowledgement knows: it is on disk.
/// </summary>
internal sealed class CollectionWriter : IAsyncDisposable
{
    private const int MaxWaiting = 1_024;
    private const int MaxBatchBytes = 8 << 20;

    // Rows that the graph does not hold yet are scanned by every search: about 0.1 ms for this many of 384 numbers.
    private const int MaxUnindexedRows = 2_048;
    private const int IndexStep = 64;

    // How often it looks, while nobody writes, at what goes on beside it and at what comes due by itself.
    private static readonly TimeSpan ShortInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongInterval = TimeSpan.FromSeconds(1);

    private readonly Channel<PendingWrite> _waiting = Channel.CreateBounded<PendingWrite>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly CollectionState _state;
    private readonly WriteAheadLog _log;
    private readonly List<(PendingWrite Write, LogOperation Operation)> _batched = [];
    private readonly LogBatch _batch = new();
    private readonly CollectionMerger _merger;
    private readonly CollectionCheckpointer _checkpointer;
    private readonly CollectionMemory _memory;
    private readonly Task _loop;
    private StorageException? _fault;
    private volatile bool _isStopping;

    /// <summary>Takes over the log and the checkpointer.</summary>
    public CollectionWriter(
        CollectionState state, WriteAheadLog log, CollectionCheckpointer checkpointer, CollectionMemory memory)
    {
        _state = state;
        _log = log;
        _checkpointer = checkpointer;
        _memory = memory;
        _merger = new CollectionMerger(state);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>The error that made the collection read-only, null while it takes writes.</summary>
    public StorageException? Failure => _log.Failure ?? Volatile.Read(ref _fault);

    /// <inheritdoc cref="CollectionMerger.Failure"/>
    public Exception? MergeFailure => _merger.Failure;

    /// <inheritdoc cref="CollectionCheckpointer.Failure"/>
    public Exception? CheckpointFailure => _checkpointer.Failure;

    /// <inheritdoc cref="CollectionCheckpointer.StopAsync"/>
    public Task StopCheckpointsAsync() => _checkpointer.StopAsync();

    /// <exception cref="MemoryBudgetException">There is not enough memory for it.</exception>
    public async Task<PendingWrite> EnqueueAsync(PendingWrite write, CancellationToken cancellationToken)
    {
        _memory.Reserve(write.Need);
        bool isHandedOver = false;
        try
        {
            await _waiting.Writer.WriteAsync(write, cancellationToken);
            isHandedOver = true;
        }
        catch (ChannelClosedException closed)
        {
            throw closed.InnerException ?? new ObjectDisposedException(_state.Schema.Name);
        }
        finally
        {
            if (!isHandedOver) _memory.Release(write.Need);
        }

        return write;
    }

    /// <summary>Finishes the writes that wait and stops; rows that no graph holds yet are left to the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        _waiting.Writer.TryComplete();
        await _loop;
        await _checkpointer.DisposeAsync();
        await _merger.DisposeAsync();
        _log.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            do
            {
                while (_waiting.Reader.TryRead(out PendingWrite? write)) Take(write);
                Commit();
                Tend();
            }
            while (await MoreAsync());
        }
        catch (Exception error)
        {
            // A fault of ours: nobody may wait for ever, nothing may be written after it, and the collection says so.
            var fault = new StorageException(
                $"The writer of collection `{_state.Schema.Name}` has stopped: {error.Message}",
                isTransient: false, error);
            Volatile.Write(ref _fault, fault);
            _waiting.Writer.TryComplete(fault);
            foreach ((PendingWrite write, _) in _batched) Fail(write, fault);
            while (_waiting.Reader.TryRead(out PendingWrite? write)) Fail(write, fault);
        }
    }

    /// <summary>Waits for writes, and tends the collection meanwhile; false when there will be none.</summary>
    private async Task<bool> MoreAsync()
    {
        Task<bool> more = _waiting.Reader.WaitToReadAsync().AsTask();
        while (!more.IsCompleted)
        {
            bool isBusy = _state.HasUnburied || _checkpointer.IsRunning;
            if (!isBusy && !_checkpointer.IsAwaited) break;
            if (await Task.WhenAny(more, Task.Delay(isBusy ? ShortInterval : LongInterval)) != more) Tend();
        }

        return await more;
    }

    /// <summary>What there is to do between two operations.</summary>
    private void Tend()
    {
        _state.BuryEnded();
        Index();
        _memory.Count();
        _merger.Wake();
        _checkpointer.Wake();
    }

    private void Take(PendingWrite write)
    {
        if (write.ReadsState || _batch.ByteCount >= MaxBatchBytes) Commit();
        LogOperation? operation;
        try
        {
            operation = write.Decide();
        }
        catch (Exception error)
        {
            Fail(write, error); // nothing has happened yet: whoever asked is told, the others go on
            return;
        }

        if (operation is null)
        {
            // Nothing to log; still acknowledged after everything before it.
            Commit();
            Complete(write, _log.NextSequence - 1);
            return;
        }

        _batched.Add((write, operation));
        _batch.Add(operation);
    }

    private void Commit()
    {
        if (_batched.Count == 0) return;
        try
        {
            ulong sequence = _log.Append(_batch);
            foreach ((PendingWrite write, LogOperation operation) in _batched)
            {
                _state.Apply(sequence, operation);
                _memory.Count(); // before the acknowledgement: whoever has it may ask for more
                Complete(write, sequence++);
            }
        }
        catch (StorageException error)
        {
            foreach ((PendingWrite write, _) in _batched) Fail(write, error);
        }

        _batched.Clear();
        _batch.Clear();
    }

    private void Complete(PendingWrite write, ulong sequence)
    {
        _memory.Release(write.Need);
        write.Complete(sequence);
    }

    private void Fail(PendingWrite write, Exception error)
    {
        if (write.Done.IsCompleted) return; // a fault came after it
        _memory.Release(write.Need);
        write.Fail(error);
    }

    /// <summary>Lets the graphs catch up while nobody waits, or for as long as they are too far behind.</summary>
    private void Index()
    {
        while (!_isStopping && (_state.UnindexedRows > MaxUnindexedRows || !_waiting.Reader.TryPeek(out _)))
            if (!_state.IndexNext(IndexStep)) return;
    }
}
