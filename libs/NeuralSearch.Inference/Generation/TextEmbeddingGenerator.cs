using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;

namespace NeuralSearch.Inference;

/// <summary>Vectors of texts by a model in this process.</summary>
/// <remarks>
/// <para>Each vector is float32[dimensions] of unit length. Thread-safe; texts of all callers share the workers.</para>
/// <para>Without options a text is interactive: computed alone (its vector depends on nothing but the text), before all
/// bulk, within the interactive timeout, and kept in the query cache. With <see cref="EmbeddingPriority.Bulk"/> it is
/// batched. A text beyond the model's window is cut off: chunk before.</para>
/// <para>The usage of a result counts the tokens that the model read, [CLS] and [SEP] included.</para>
/// </remarks>
public sealed class TextEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>, IAsyncDisposable
{
    /// <summary>The provider in the metadata and in telemetry.</summary>
    public const string ProviderName = "neuralsearch";

    private static readonly ActivitySource Activities = new(InferenceMetrics.MeterName);

    private readonly ITextEncoder _encoder;
    private readonly WordPieceTokenizer _tokenizer;
    private readonly int _maxTokens;
    private readonly TimeProvider _time;
    private readonly InferenceMetrics _metrics;
    private readonly EmbeddingBatcher _batcher;
    private readonly QueryCache _cache;

    /// <summary>A generator over a loaded model, which it owns from now on.</summary>
    /// <param name="model">The model; it is disposed with the generator.</param>
    /// <param name="options">Queue, batches and cache; null for the defaults.</param>
    /// <param name="meters">Makes the meter <c>NeuralSearch.Inference</c>; null for one of its own.</param>
    /// <param name="time">The clock of delays and deadlines; null for the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public TextEmbeddingGenerator(
        TextModel model, TextEmbeddingOptions? options = null, IMeterFactory? meters = null, TimeProvider? time = null)
        : this(model, model.Tokenizer, model.Name, model.MaxTokens, options, meters, time)
    {
    }

    internal TextEmbeddingGenerator(
        ITextEncoder encoder, WordPieceTokenizer tokenizer, string modelName, int maxTokens,
        TextEmbeddingOptions? options = null, IMeterFactory? meters = null, TimeProvider? time = null)
    {
        options ??= new TextEmbeddingOptions();
        (_encoder, _tokenizer, _maxTokens) = (encoder, tokenizer, maxTokens);
        _time = time ?? TimeProvider.System;
        _metrics = new InferenceMetrics(meters);
        _batcher = new EmbeddingBatcher(encoder, options, _time, _metrics);
        _cache = new QueryCache(options.CacheEntries);
        Metadata = new EmbeddingGeneratorMetadata(ProviderName, null, modelName, encoder.Dimensions);
    }

    /// <summary>The model's name and dimensions.</summary>
    public EmbeddingGeneratorMetadata Metadata { get; }

    /// <summary>Loads a model (see <see cref="TextModel.Load"/>) and makes a generator over it.</summary>
    public static TextEmbeddingGenerator Load(
        string modelsFolder, string model, TextEmbeddingOptions? options = null) =>
        new(TextModel.Load(modelsFolder, model), options);

    /// <summary>The vectors of texts, in their order.</summary>
    /// <param name="values">Texts; none may be empty or white space, which has no meaning to find.</param>
    /// <param name="options">
    /// Priority (<see cref="EmbeddingPriority"/>); model and dimensions, if given, must be this model's.
    /// </param>
    /// <param name="cancellationToken">Takes the texts that are not yet computed out of the queue.</param>
    /// <exception cref="ArgumentException">
    /// A text is empty (the message names its index), or an option does not fit.
    /// </exception>
    /// <exception cref="TimeoutException">An interactive text had to wait for too long.</exception>
    /// <exception cref="ObjectDisposedException">The generator is stopped.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        IReadOnlyList<string> texts = EmbeddingArguments.Check(values, options, Metadata);
        EmbeddingLane lane = EmbeddingPriority.LaneOf(options);
        string model = Metadata.DefaultModelId!;
        using Activity? activity = EmbeddingActivity.Start(Activities, Metadata);
        long started = _time.GetTimestamp();
        try
        {
            EncodedText[] encoded = await EncodeAsync(texts, lane, cancellationToken);
            long tokens = encoded.Sum(text => (long)text.Tokens);
            EmbeddingActivity.Succeeded(activity, tokens);
            _metrics.Generated(ProviderName, model, _time.GetElapsedTime(started), tokens, errorType: null);
            return Answer(encoded, tokens);
        }
        catch (Exception e)
        {
            EmbeddingActivity.Failed(activity, e);
            _metrics.Generated(
                ProviderName, model, _time.GetElapsedTime(started), tokens: null, e.GetType().FullName);
            throw;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata)) return Metadata;
        if (serviceType.IsInstanceOfType(this)) return this;
        if (serviceType.IsInstanceOfType(_tokenizer)) return _tokenizer;
        return serviceType.IsInstanceOfType(_encoder) ? _encoder : null;
    }

    /// <summary>Refuses new texts, computes those that wait and frees the model.</summary>
    /// <param name="cancellationToken">Gives up the texts that wait; their callers get an exception.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _batcher.StopAsync(cancellationToken);
        Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(StopAsync(new CancellationToken(canceled: true)));

    /// <summary>Gives up the texts that wait, ends the workers and frees the model.</summary>
    public void Dispose()
    {
        _batcher.Dispose();
        (_encoder as IDisposable)?.Dispose();
        _metrics.Dispose();
    }

    private async Task<EncodedText[]> EncodeAsync(
        IReadOnlyList<string> texts, EmbeddingLane lane, CancellationToken cancellationToken)
    {
        // When one text fails the answer is lost: the others leave the queue.
        using CancellationTokenSource rest = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task<EncodedText>> tasks = new(texts.Count);
        try
        {
            foreach (string text in texts)
                tasks.Add(await StartAsync(text, lane, rest.Token));

            await foreach (Task<EncodedText> done in Task.WhenEach(tasks)) await done;
            return [.. tasks.Select(task => task.Result)];
        }
        catch
        {
            await rest.CancelAsync();
            await ((Task)Task.WhenAll(tasks)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>Completes when the queue has taken the text in.</summary>
    private async ValueTask<Task<EncodedText>> StartAsync(
        string text, EmbeddingLane lane, CancellationToken cancellationToken)
    {
        bool cached = lane == EmbeddingLane.Interactive;
        if (cached && _cache.TryGet(text, out EncodedText known))
        {
            _metrics.CacheHit();
            return Task.FromResult(known);
        }

        if (cached) _metrics.CacheMiss();
        int[] tokens = _tokenizer.Encode(text, _maxTokens);
        Task<float[]> vector = await _batcher.EnqueueAsync(tokens, lane, cancellationToken);
        return FinishAsync();

        async Task<EncodedText> FinishAsync()
        {
            EncodedText encoded = new(await vector, tokens.Length);
            if (cached) _cache.Keep(text, encoded);
            return encoded;
        }
    }

    private GeneratedEmbeddings<Embedding<float>> Answer(EncodedText[] texts, long tokens)
    {
        DateTimeOffset now = _time.GetUtcNow();
        return new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => new Embedding<float>(text.Vector)
        {
            CreatedAt = now,
            ModelId = Metadata.DefaultModelId,
        }))
        {
            Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens },
        };
    }
}
