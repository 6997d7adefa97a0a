using System.Diagnostics;

namespace NeuralSearch.Node.Storage;

/// <summary>
/// Merges the segments of a collection's indexes in the background, when the writer says that it is due. It takes half
/// of one processor at most: after every slice it rests for as long as the slice took.
/// </summary>
internal sealed class CollectionMerger(CollectionState state) : IAsyncDisposable
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(2);

    private Task _run = Task.CompletedTask;
    private volatile bool _isStopping;

    /// <summary>The fault that ended merging until the next start, null if there is none. Nothing is lost by it.</summary>
    public Exception? Failure => Volatile.Read(ref _run).Exception?.InnerException;

    /// <summary>Begins to merge if that is due and it is not at it. Writer only.</summary>
    public void Wake()
    {
        if (_run.IsCompletedSuccessfully && state.IsMergeDue) Volatile.Write(ref _run, Task.Run(RunAsync));
    }

    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        while (!_isStopping)
        {
            long start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < Slice)
                if (!state.MergeNext()) return;
            await Task.Delay(Stopwatch.GetElapsedTime(start));
        }
    }
}
