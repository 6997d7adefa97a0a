using System.Diagnostics;
using Microsoft.Extensions.AI;
using NeuralSearch.Embedding.Remote.Protocols;
using NeuralSearch.Inference;

namespace NeuralSearch.Embedding.Remote;

/// <summary>
/// Vectors of texts by a remote embedder: the query cache in front, then batches of what the remote takes, a bounded
/// number at a time, each with its attempts. Thread-safe.
/// </summary>
internal sealed class RemoteEmbeddingGenerator(
    RemoteEmbeddingOptions options, IRemoteProtocol protocol, RemoteExchange exchange, RemoteResilience resilience,
    InferenceMetrics metrics, TimeProvider time, int cacheEntries) : IDisposable
{
    private static readonly ActivitySource Activities = new(RemoteMetrics.MeterName);

    private readonly QueryCache _cache = new(cacheEntries);
    private readonly SemaphoreSlim _bulk = new(options.Concurrency);
    private readonly SemaphoreSlim _interactive = new(options.Concurrency);
    private readonly Uri _address = new(RemoteAddress.Shown(options.Endpoint!));
    private int _dimensions = options.Dimensions ?? 0; // 0 until the first answer
    private volatile object? _description; // a boxed RemoteDescription; null until the remote has given it

    /// <summary>The remote, the model, and the dimensions once they are known.</summary>
    public EmbeddingGeneratorMetadata Metadata => new(protocol.Provider, _address, options.Model, Dimensions);

    /// <summary>Components of a vector, as configured or as the first answer had them.</summary>
    public int? Dimensions => Volatile.Read(ref _dimensions) is > 0 and int known ? known : null;

    /// <summary>What the remote said about itself; null until it has, and again after it was gone.</summary>
    public RemoteDescription? Description => (RemoteDescription?)_description;

    /// <summary>Asks the remote about itself again before anything else of it is taken.</summary>
    public void Forget() => _description = null;

    /// <summary>One vector, in one attempt, past the cache: shows that the remote works and how it does.</summary>
    /// <exception cref="RemoteEmbeddingException">It does not.</exception>
    public Task TryOutAsync(CancellationToken cancellationToken) => resilience.AttemptAsync(
        isBulk: false, token => ExchangeAsync(["dimensions"], token), cancellationToken);

    /// <exception cref="ArgumentException">A text is empty, or an option does not fit.</exception>
    /// <exception cref="RemoteEmbeddingException">The remote gave no vectors.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? generation, CancellationToken cancellationToken)
    {
        EmbeddingGeneratorMetadata metadata = Metadata;
        IReadOnlyList<string> texts = EmbeddingArguments.Check(values, generation, metadata);
        bool isBulk = EmbeddingPriority.LaneOf(generation) == EmbeddingLane.Bulk;
        using Activity? activity = EmbeddingActivity.Start(Activities, metadata, ActivityKind.Client);
        activity?.SetTag("server.address", _address.Host);
        activity?.SetTag("server.port", _address.Port);
        long started = time.GetTimestamp();
        try
        {
            float[]?[] vectors = new float[texts.Count][];
            long? tokens = isBulk
                ? await EmbedAsync(texts, [.. Enumerable.Range(0, texts.Count)], vectors, isBulk, cancellationToken)
                : await EmbedCachedAsync(texts, vectors, cancellationToken);
            EmbeddingActivity.Succeeded(activity, tokens);
            Measure(started, tokens, errorType: null);
            return Answer(vectors!, tokens);
        }
        catch (RemoteEmbeddingException e)
        {
            EmbeddingActivity.Failed(activity, e.Failure.Name(), e.Reason);
            Measure(started, tokens: null, e.Failure.Name());
            throw;
        }
        catch (OperationCanceledException e)
        {
            EmbeddingActivity.Failed(activity, e);
            Measure(started, tokens: null, e.GetType().FullName);
            throw;
        }
    }

    public void Dispose()
    {
        _bulk.Dispose();
        _interactive.Dispose();
    }

    private void Measure(long started, long? tokens, string? errorType) =>
        metrics.Generated(protocol.Provider, options.Model!, time.GetElapsedTime(started), tokens, errorType);

    private async Task<long?> EmbedCachedAsync(
        IReadOnlyList<string> texts, float[]?[] vectors, CancellationToken cancellationToken)
    {
        List<int> missing = [];
        long cachedTokens = 0;
        for (int i = 0; i < texts.Count; i++)
        {
            if (_cache.TryGet(texts[i], out EncodedText known))
            {
                metrics.CacheHit();
                vectors[i] = known.Vector.ToArray();
                cachedTokens += known.Tokens;
            }
            else
            {
                metrics.CacheMiss();
                missing.Add(i);
            }
        }

        long? tokens = await EmbedAsync(texts, missing, vectors, isBulk: false, cancellationToken);
        foreach (int i in missing)
        {
            // Of several texts a remote tells only the sum of their tokens.
            int own = missing.Count == 1 ? (int)Math.Min(tokens ?? 0, int.MaxValue) : 0;
            _cache.Keep(texts[i], new EncodedText(vectors[i]!, own));
        }

        return tokens is null && cachedTokens == 0 && missing.Count > 0 ? null : (tokens ?? 0) + cachedTokens;
    }

    /// <summary>Fills in the vectors of the wanted texts; returns their tokens if the remote counts them.</summary>
    private async Task<long?> EmbedAsync(
        IReadOnlyList<string> texts, IReadOnlyList<int> wanted, float[]?[] vectors, bool isBulk,
        CancellationToken cancellationToken)
    {
        int size = Math.Min(options.MaxBatchTexts, Description?.MaxBatchTexts ?? int.MaxValue);
        int[][] batches = [.. wanted.Chunk(size)];
        long?[] tokens = new long?[batches.Length];
        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = options.Concurrency,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(0, batches.Length, parallel, async (i, token) =>
        {
            int[] batch = batches[i];
            RemoteVectors answer = await SendAsync([.. batch.Select(at => texts[at])], isBulk, token);
            for (int j = 0; j < batch.Length; j++) vectors[batch[j]] = answer.Vectors[j];
            tokens[i] = answer.Tokens;
        });
        return tokens.Length > 0 && tokens.All(count => count is not null) ? tokens.Sum() : null;
    }

    private async Task<RemoteVectors> SendAsync(string[] texts, bool isBulk, CancellationToken cancellationToken)
    {
        SemaphoreSlim gate = isBulk ? _bulk : _interactive;
        // Ingestion is held up; a query that waits for longer than its deadline is too late.
        TimeSpan patience = isBulk ? Timeout.InfiniteTimeSpan : options.Deadline;
        if (!await gate.WaitAsync(patience, cancellationToken))
            throw new RemoteEmbeddingException(
                RemoteFailure.Overloaded,
                $"All {options.Concurrency} requests to the remote embedder at a time were in use for "
                + $"{options.Deadline.TotalSeconds:0.###} s ({RemoteEmbeddingOptions.Section}:Concurrency).");

        try
        {
            return await resilience.ExecuteAsync(isBulk, token => ExchangeAsync(texts, token), cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<RemoteVectors> ExchangeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        // No vector of a remote that has not said, since it was last gone, that it has the right model.
        _description ??= await exchange.DescribeAsync(cancellationToken);
        RemoteVectors answer = await exchange.EmbedAsync(texts, Dimensions, cancellationToken);

        int dimensions = answer.Vectors[0].Length;
        int known = Interlocked.CompareExchange(ref _dimensions, dimensions, 0);
        return known == 0 || known == dimensions
            ? answer
            : throw new RemoteEmbeddingException(
                RemoteFailure.BadAnswer,
                $"The remote embedder answered vectors of {dimensions} dimensions instead of {known}; "
                + "nothing of it was used.");
    }

    private GeneratedEmbeddings<Embedding<float>> Answer(float[][] vectors, long? tokens)
    {
        DateTimeOffset now = time.GetUtcNow();
        return new GeneratedEmbeddings<Embedding<float>>(vectors.Select(vector => new Embedding<float>(vector)
        {
            CreatedAt = now,
            ModelId = options.Model,
        }))
        {
            Usage = tokens is null ? null : new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens },
        };
    }
}
