using NeuralSearch.Node.Log;
using NeuralSearch.Node.Memory;

namespace NeuralSearch.Node.Storage;

/// <summary>A write that waits for its group commit.</summary>
/// <param name="decide">
/// Makes the operation to log; null when there is nothing to do. Runs on the writer, so that it may read the state
/// that every earlier write has left.
/// </param>
/// <param name="readsState">
/// Whether <paramref name="decide"/> looks at the state, so that earlier writes must be applied first.
/// </param>
/// <param name="need">Memory that it will add; null if it adds none.</param>
internal sealed class PendingWrite(Func<LogOperation?> decide, bool readsState, MemoryNeed? need = null)
{
    private readonly TaskCompletionSource<ulong> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool ReadsState { get; } = readsState;

    public MemoryNeed? Need { get; } = need;

    public Func<LogOperation?> Decide { get; } = decide;

    /// <summary>The sequence number of the operation, once it is durable and applied.</summary>
    public Task<ulong> Done => _done.Task;

    public void Complete(ulong sequence) => _done.TrySetResult(sequence);

    public void Fail(Exception error) => _done.TrySetException(error);
}
