using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace NeuralSearch.Inference;

/// <summary>What the library measures. Names follow OpenTelemetry's GenAI conventions where those have one.</summary>
internal sealed class InferenceMetrics : IDisposable
{
    public const string MeterName = "NeuralSearch.Inference";

    private const string Lane = "neuralsearch.embedding.lane";

    // A query's text takes about 2 ms, a full batch some 30 ms: the default buckets begin at 5 ms.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries =
            [0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
    };

    private static readonly InstrumentAdvice<int> Counts = new()
    {
        HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
    };

    private static readonly InstrumentAdvice<long> TokenCounts = new()
    {
        HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576],
    };

    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private readonly Histogram<double> _operationDuration;
    private readonly Histogram<long> _tokenUsage;
    private readonly Histogram<double> _queueDuration;
    private readonly UpDownCounter<int> _queueTexts;
    private readonly Counter<int> _dropped;
    private readonly Histogram<double> _batchDuration;
    private readonly Histogram<int> _batchTokens;
    private readonly Histogram<int> _batchTexts;
    private readonly Counter<int> _cacheHits;
    private readonly Counter<int> _cacheMisses;

    public InferenceMetrics(IMeterFactory? meters)
    {
        // A meter of the factory is the factory's to dispose.
        _ownsMeter = meters is null;
        _meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        _operationDuration = _meter.CreateHistogram(
            "gen_ai.client.operation.duration", "s", "Time of a request for embeddings.", advice: Seconds);
        _tokenUsage = _meter.CreateHistogram(
            "gen_ai.client.token.usage", "{token}", "Input tokens of a request for embeddings.", advice: TokenCounts);
        _queueDuration = _meter.CreateHistogram(
            "neuralsearch.embedding.queue.duration", "s", "Time from the request until a worker takes the text.",
            advice: Seconds);
        _queueTexts = _meter.CreateUpDownCounter<int>(
            "neuralsearch.embedding.queue.texts", "{text}", "Texts that wait or are being computed.");
        _dropped = _meter.CreateCounter<int>(
            "neuralsearch.embedding.dropped", "{text}", "Texts that ended without a vector, by error.type.");
        _batchDuration = _meter.CreateHistogram(
            "neuralsearch.embedding.batch.duration", "s", "Time a worker computes a batch.", advice: Seconds);
        _batchTokens = _meter.CreateHistogram(
            "neuralsearch.embedding.batch.tokens", "{token}", "Tokens of a batch, padding included.", advice: Counts);
        _batchTexts = _meter.CreateHistogram(
            "neuralsearch.embedding.batch.texts", "{text}", "Texts of a batch.", advice: Counts);
        _cacheHits = _meter.CreateCounter<int>(
            "neuralsearch.embedding.cache.hits", "{text}", "Interactive texts whose vector was in the cache.");
        _cacheMisses = _meter.CreateCounter<int>(
            "neuralsearch.embedding.cache.misses", "{text}", "Interactive texts whose vector was not in the cache.");
    }

    public void Enqueued(EmbeddingLane lane) => _queueTexts.Add(1, Tag(lane));

    public void Ended(EmbeddingRequest request)
    {
        _queueTexts.Add(-1, Tag(request.Lane));
        if (!request.Vector.IsCompletedSuccessfully)
            _dropped.Add(1, Tag(request.Lane), ErrorType(request.Vector.Exception?.InnerException));
    }

    public void Waited(EmbeddingLane lane, TimeSpan duration) =>
        _queueDuration.Record(duration.TotalSeconds, Tag(lane));

    public void Encoded(EmbeddingRequest[] batch, TimeSpan duration)
    {
        KeyValuePair<string, object?> lane = Tag(batch[0].Lane);
        _batchDuration.Record(duration.TotalSeconds, lane);
        _batchTexts.Record(batch.Length, lane);
        _batchTokens.Record(batch.Length * batch.Max(request => request.Tokens.Length), lane);
    }

    public void CacheHit() => _cacheHits.Add(1);

    public void CacheMiss() => _cacheMisses.Add(1);

    /// <param name="provider">Who computes.</param>
    /// <param name="model">The model.</param>
    /// <param name="duration">From the request to its end.</param>
    /// <param name="tokens">Input tokens; null if the model did not count them.</param>
    /// <param name="errorType">Null for success.</param>
    public void Generated(string provider, string model, TimeSpan duration, long? tokens, string? errorType)
    {
        TagList tags = GenAiTags(provider, model);
        if (errorType is not null) tags.Add("error.type", errorType);
        else if (tokens is { } count) _tokenUsage.Record(count, [.. tags, new("gen_ai.token.type", "input")]);
        _operationDuration.Record(duration.TotalSeconds, tags);
    }

    public void Dispose()
    {
        if (_ownsMeter) _meter.Dispose();
    }

    private static TagList GenAiTags(string provider, string model) => new()
    {
        { "gen_ai.operation.name", "embeddings" },
        { "gen_ai.provider.name", provider },
        { "gen_ai.request.model", model },
    };

    private static KeyValuePair<string, object?> Tag(EmbeddingLane lane) =>
        new(Lane, lane == EmbeddingLane.Interactive ? "interactive" : "bulk");

    // A cancelled task has no exception.
    private static KeyValuePair<string, object?> ErrorType(Exception? error) =>
        new("error.type", (error?.GetType() ?? typeof(OperationCanceledException)).FullName);
}
