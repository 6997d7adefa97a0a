using System.Threading.Channels;

namespace NeuralSearch.Ingestion.Runs;

/// <summary>The runs that changed since a watcher last looked: each once, however often it changed.</summary>
internal sealed class RunSubscription
{
    private readonly Lock _lock = new();
    private readonly HashSet<IngestionRun> _changed = [];
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Notify(IngestionRun run)
    {
        lock (_lock)
        {
            if (_changed.Add(run))
                _signal.Writer.TryWrite(true);
        }
    }

    /// <summary>Waits for a change and takes all that there are.</summary>
    public async Task<IReadOnlyList<IngestionRun>> TakeAsync(CancellationToken cancellationToken)
    {
        await _signal.Reader.ReadAsync(cancellationToken);
        lock (_lock)
        {
            IngestionRun[] changed = [.. _changed];
            _changed.Clear();
            return changed;
        }
    }
}
