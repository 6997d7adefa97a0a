using Grpc.Core;
using Microsoft.Extensions.AI;
using NeuralSearch.Contracts.Embedding;

namespace NeuralSearch.Client.Embedding;

/// <summary>Vectors of texts by the embedding service, over gRPC. Thread-safe.</summary>
/// <remarks>
/// <para>Options without a priority, and null, are interactive; those of Inference's <c>EmbeddingPriority.Bulk</c> are
/// bulk. A <see cref="EmbeddingGenerationOptions.ModelId"/> makes the call fail when the service serves another model:
/// pass it wherever vectors join others that are stored.</para>
/// <para>Calls fail with <see cref="RpcException"/>: Unavailable while the service or its model is not there, or when
/// it answers what cannot be vectors; ResourceExhausted with a trailer <c>retry-after</c> under overload;
/// FailedPrecondition for another model; InvalidArgument for a wrong text; DeadlineExceeded. Repeating calls is the
/// channel's business: they are idempotent.</para>
/// </remarks>
/// <param name="invoker">The channel to the service.</param>
/// <param name="options">Deadlines and sizes; null for the defaults.</param>
public sealed class EmbeddingServiceGenerator(CallInvoker invoker, EmbeddingServiceOptions? options = null)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    private const string ProviderName = "neuralsearch";

    private readonly Embeddings.EmbeddingsClient _client = new(invoker);
    private readonly EmbeddingServiceOptions _options = Validated(options);

    // What the service said last; it may come back with another model at any time.
    private volatile EmbeddingGeneratorMetadata _metadata = new(ProviderName);

    /// <summary>Asks the service which model it serves. Each call asks anew.</summary>
    /// <exception cref="RpcException">The service does not answer, or has no model yet (Unavailable).</exception>
    public async Task<EmbeddingGeneratorMetadata> GetModelAsync(CancellationToken cancellationToken = default)
    {
        GetModelResponse answer = await CallAsync(
            token => _client.GetModelAsync(new GetModelRequest(), token), _options.InteractiveTimeout,
            cancellationToken);
        if (answer.Model.Length == 0 || answer.Dimensions is 0 or > int.MaxValue)
            throw EmbeddingAnswer.Wrong($"the model '{answer.Model}' of {answer.Dimensions} dimensions");

        return Remember(answer.Model, (int)answer.Dimensions);
    }

    /// <summary>The vectors of texts, in their order, float32[dimensions] each.</summary>
    /// <exception cref="RpcException">See the remarks of the class.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        string[] texts = [.. values];
        if (texts.Length == 0) return [];

        Range[] parts = [.. TextParts.Split(texts, MaxTextsOfAnAnswer(), _options.MaxMessageBytes)];
        var answers = new EmbeddingAnswer[parts.Length];
        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = _options.Concurrency,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(0, parts.Length, parallel, async (i, token) =>
            answers[i] = await EmbedAsync(texts[parts[i]], options, token));

        EmbeddingAnswer first = answers[0];
        if (answers.FirstOrDefault(answer => !answer.IsOfSameModel(first)) is { } other)
            throw EmbeddingAnswer.Wrong($"one batch by the models '{first.Model}' and '{other.Model}'");

        Remember(first.Model, first.Dimensions);
        long tokens = answers.Sum(answer => answer.InputTokens);
        return new GeneratedEmbeddings<Embedding<float>>(answers.SelectMany(answer => answer.Embeddings))
        {
            Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens },
        };
    }

    /// <summary>
    /// This generator, or the <see cref="EmbeddingGeneratorMetadata"/>: what the service said last, without a model
    /// before it has said anything (see <see cref="GetModelAsync"/>).
    /// </summary>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata)) return _metadata;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Nothing: the channel is the caller's.</summary>
    public void Dispose()
    {
    }

    private static EmbeddingServiceOptions Validated(EmbeddingServiceOptions? options)
    {
        options ??= new EmbeddingServiceOptions();
        options.Validate();
        return options;
    }

    private async Task<EmbeddingAnswer> EmbedAsync(
        string[] texts, EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
    {
        bool isBulk = EmbeddingPriorityKey.IsBulk(options);
        EmbedRequest request = new()
        {
            Priority = isBulk ? Priority.Bulk : Priority.Interactive,
            Model = options?.ModelId ?? "",
        };
        request.Texts.AddRange(texts);
        EmbedResponse response = await CallAsync(
            token => _client.EmbedAsync(request, token),
            isBulk ? _options.BulkTimeout : _options.InteractiveTimeout,
            cancellationToken);
        return EmbeddingAnswer.Read(response, texts.Length, options);
    }

    private static async Task<T> CallAsync<T>(
        Func<CallOptions, AsyncUnaryCall<T>> call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await call(new CallOptions(
                deadline: DateTime.UtcNow + timeout, cancellationToken: cancellationToken));
        }
        catch (RpcException e) when (
            e.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    /// <summary>So many vectors fit an answer; before the dimensions are known, of the most that models have.</summary>
    private int MaxTextsOfAnAnswer()
    {
        int dimensions = _metadata.DefaultModelDimensions ?? 4096;
        return Math.Clamp(_options.MaxMessageBytes / (sizeof(float) * dimensions), 1, _options.MaxTexts);
    }

    private EmbeddingGeneratorMetadata Remember(string model, int dimensions)
    {
        EmbeddingGeneratorMetadata known = _metadata;
        if (known.DefaultModelId == model && known.DefaultModelDimensions == dimensions) return known;

        return _metadata = new EmbeddingGeneratorMetadata(ProviderName, null, model, dimensions);
    }
}
