namespace NeuralSearch.Inference;

/// <summary>
/// One text on its way through the queue. It completes once: vector, failure, cancellation or deadline.
/// </summary>
internal sealed class EmbeddingRequest(int[] tokens, EmbeddingLane lane, long createdTimestamp)
{
    // Callers' continuations must not run on a worker's thread.
    private readonly TaskCompletionSource<float[]> _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _admission = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int[] Tokens { get; } = tokens;

    public EmbeddingLane Lane { get; } = lane;

    /// <summary>When the caller asked, before any wait for room.</summary>
    public long CreatedTimestamp { get; } = createdTimestamp;

    /// <summary>When the queue took it in; the delay of a batch counts from here.</summary>
    public long AdmittedTimestamp { get; private set; }

    /// <summary>float32[dimensions].</summary>
    public Task<float[]> Vector => _completion.Task;

    /// <summary>Completes when the queue has taken the request in, or when the request has ended before that.</summary>
    public Task Admission => _admission.Task;

    public bool IsCompleted => _completion.Task.IsCompleted;

    public void Admit(long timestamp)
    {
        AdmittedTimestamp = timestamp;
        _admission.TrySetResult();
    }

    public bool TryComplete(float[] vector) => Ended(_completion.TrySetResult(vector));

    public bool TryFail(Exception exception) => Ended(_completion.TrySetException(exception));

    public bool TryCancel(CancellationToken cancellationToken) => Ended(_completion.TrySetCanceled(cancellationToken));

    private bool Ended(bool now)
    {
        _admission.TrySetResult();
        return now;
    }
}
