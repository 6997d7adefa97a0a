using System.Diagnostics;
using Microsoft.Extensions.Logging;
using NeuralSearch.Node.Log;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Checkpoints;

/// <summary>
/// Writes checkpoints of a collection in the background and removes the log before them. The writer goes on meanwhile;
/// an error leaves the checkpoint before and the log as they were, and it is tried again later.
/// </summary>
internal sealed class CollectionCheckpointer : IAsyncDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(10);

    private readonly string _folder;
    private readonly CollectionState _state;
    private readonly WriteAheadLog _log;
    private readonly CheckpointOptions _options;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private long _number;
    private long _bytes;
    private long _lastWrite = Stopwatch.GetTimestamp();
    private ulong _lastSequence;
    private long _failedAt;
    private Task _run = Task.CompletedTask;

    /// <param name="folder">The collection's folder.</param>
    /// <param name="last">The checkpoint that it was opened from, null for none.</param>
    /// <param name="state">The collection.</param>
    /// <param name="log">Its log.</param>
    /// <param name="options">When to write one.</param>
    /// <param name="logger">Receives what was written and what failed.</param>
    public CollectionCheckpointer(
        string folder, CheckpointManifest? last, CollectionState state, WriteAheadLog log, CheckpointOptions options,
        ILogger logger)
    {
        _folder = folder;
        _state = state;
        _log = log;
        _options = options;
        _logger = logger;
        _number = last?.Number ?? 0;
        _bytes = last is null ? 0 : CheckpointFolder.BytesOf(folder, last.Number);
        _lastSequence = state.Version;
    }

    /// <summary>Why the last attempt failed, null if it did not. Nothing is lost by it: the log stays.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether one is being written.</summary>
    public bool IsRunning => !_run.IsCompleted;

    /// <summary>Whether there may be one to write as time goes by, without another write.</summary>
    public bool IsAwaited => _log.TailBytes >= _options.IdleLogBytes && _log.Failure is null;

    /// <summary>Begins to write one if it is due. Writer only, between two operations.</summary>
    public void Wake()
    {
        if (_state.Version != _lastSequence) (_lastSequence, _lastWrite) = (_state.Version, Stopwatch.GetTimestamp());
        if (!IsRunning && IsDue()) Begin();
    }

    /// <summary>Gives up the one that is being written, and begins no other.</summary>
    public async Task StopAsync()
    {
        if (!_stopping.IsCancellationRequested) await _stopping.CancelAsync();
        await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private bool IsDue()
    {
        if (_log.Failure is not null || _stopping.IsCancellationRequested) return false;
        if (Failure is not null && Stopwatch.GetElapsedTime(_failedAt) < RetryInterval) return false;
        return _log.TailBytes >= _options.DueAfter(_bytes)
            || (IsAwaited && Stopwatch.GetElapsedTime(_lastWrite) >= _options.IdleTime && _state.UnindexedRows == 0);
    }

    private void Begin()
    {
        if (_state.TryCut() is not { } cut) return; // a snapshot is being made: later

        // A number is never used twice: that of a failed attempt may stand in the manifest all the same.
        var manifest = new CheckpointManifest(++_number, _log.Cut());
        _run = Task.Run(() => Write(manifest, cut));
    }

    private void Write(CheckpointManifest manifest, CollectionCut cut)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            using (cut) _bytes = CheckpointFolder.Write(
                CheckpointFolder.PathIn(_folder, manifest.Number), cut, _stopping.Token);
            manifest.Write(_folder);
            Failure = null;
            TimeSpan duration = Stopwatch.GetElapsedTime(started);
            NodeMetrics.CheckpointDuration.Record(duration.TotalSeconds);
            NodeMetrics.CheckpointBytes.Add(_bytes);
            _logger.CheckpointWritten(_state.Schema.Name, manifest.Sequence, _bytes, duration.TotalMilliseconds);
            _log.RemoveBefore(manifest.LogStart);
            CheckpointFolder.Sweep(_folder, manifest.Number);
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // The collection closes or is deleted: the log has everything.
        }
        catch (Exception error)
        {
            (Failure, _failedAt) = (error, Stopwatch.GetTimestamp());
            NodeMetrics.CheckpointFailures.Add(1);
            _logger.CheckpointFailed(error, _state.Schema.Name);
        }
    }
}
