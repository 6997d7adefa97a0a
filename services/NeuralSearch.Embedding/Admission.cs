using Microsoft.Extensions.Options;

namespace NeuralSearch.Embedding;

/// <summary>
/// Bounds the texts that callers over the wire have in this process, for queries and ingestion apart: what is beyond is
/// refused at once, instead of waiting until its caller has given up. Thread-safe.
/// </summary>
internal sealed class Admission(IOptions<EmbeddingOptions> options)
{
    /// <summary>When a refused caller is to come again: batches take tens of milliseconds.</summary>
    public const int RetryAfterSeconds = 1;

    private readonly int _maxTexts = options.Value.MaxPendingTexts;
    private int _interactive;
    private int _bulk;

    public string Refusal =>
        $"{_maxTexts} texts wait to be embedded already "
        + $"({EmbeddingOptions.Section}:{nameof(EmbeddingOptions.MaxPendingTexts)}); ask again in {RetryAfterSeconds} s.";

    /// <summary>Room for so many texts until the lease is disposed; null if there is none.</summary>
    public Lease? TryEnter(int texts, bool isBulk)
    {
        ref int pending = ref Pending(isBulk);
        if (Interlocked.Add(ref pending, texts) <= _maxTexts) return new Lease(this, texts, isBulk);

        Interlocked.Add(ref pending, -texts);
        return null;
    }

    private ref int Pending(bool isBulk) => ref isBulk ? ref _bulk : ref _interactive;

    internal sealed class Lease(Admission admission, int texts, bool isBulk) : IDisposable
    {
        public void Dispose() => Interlocked.Add(ref admission.Pending(isBulk), -texts);
    }
}
