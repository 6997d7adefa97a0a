using System.Collections.Concurrent;
using NeuralSearch.Inference;

namespace NeuralSearch.UnitTests.Inference.Batching;

/// <summary>
/// An encoder that records its batches, and can be held. The vector of a text is [its length, its second token].
/// </summary>
internal sealed class FakeEncoder : ITextEncoder, IDisposable
{
    /// <summary>A test that waits for what never comes is cancelled after this; none asserts any time.</summary>
    public static readonly TimeSpan HangGuard = TimeSpan.FromMinutes(1);

    private readonly ManualResetEventSlim _released = new(initialState: true);
    private readonly SemaphoreSlim _began = new(0);
    private readonly ConcurrentQueue<int[][]> _batches = new();

    public int Dimensions => 2;

    /// <summary>The batches that were computed, in order.</summary>
    public IReadOnlyList<int[][]> Batches => [.. _batches];

    /// <summary>The lengths of the texts of each batch.</summary>
    public IEnumerable<int[]> BatchLengths => Batches.Select(batch => batch.Select(tokens => tokens.Length).ToArray());

    /// <summary>Thrown by every batch that holds a text of this length.</summary>
    public Dictionary<int, Exception> FailuresByLength { get; } = [];

    public bool IsDisposed { get; private set; }

    /// <summary>A batch that begins now waits for <see cref="Release"/>.</summary>
    public void Hold() => _released.Reset();

    public void Release() => _released.Set();

    /// <summary>Completes when one more batch has begun.</summary>
    public Task BeganAsync(CancellationToken cancellationToken) => _began.WaitAsync(cancellationToken);

    public void Encode(ReadOnlySpan<int[]> batch, Span<float> vectors)
    {
        _batches.Enqueue(batch.ToArray());
        _began.Release();
        _released.Wait();
        for (int i = 0; i < batch.Length; i++)
        {
            if (FailuresByLength.TryGetValue(batch[i].Length, out Exception? failure)) throw failure;
            vectors[i * Dimensions] = batch[i].Length;
            vectors[i * Dimensions + 1] = batch[i].Length > 1 ? batch[i][1] : 0;
        }
    }

    public void Dispose()
    {
        IsDisposed = true;
        _released.Dispose();
        _began.Dispose();
    }
}
