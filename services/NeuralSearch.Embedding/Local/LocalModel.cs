using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NeuralSearch.Inference;

namespace NeuralSearch.Embedding.Local;

/// <summary>
/// A model in this process. It is loaded in the background from the start of the host, or at its first use.
/// </summary>
internal sealed class LocalModel : IServedModel, IDisposable
{
    private readonly EmbeddingOptions _options;
    private readonly IMeterFactory _meters;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lazy<Task<TextEmbeddingGenerator>> _generator;
    private readonly Lazy<EmbeddingGeneratorMetadata> _metadata;

    public LocalModel(
        IOptions<EmbeddingOptions> options, WordPieceTokenizer tokenizer, IMeterFactory meters, TimeProvider time,
        ILogger<LocalModel> logger)
    {
        (_options, Tokenizer, _meters, _time, _logger) = (options.Value, tokenizer, meters, time, logger);
        _generator = new(() => Task.Run(LoadAsync));
        _metadata = new(ReadMetadata);
    }

    /// <summary>The model's name.</summary>
    public string Name => _options.Model;

    /// <summary>The model's tokenizer; it works without waiting for the rest of the model.</summary>
    public WordPieceTokenizer Tokenizer { get; }

    /// <summary>The generator, or the <see cref="ModelNotLoadedException"/> that tells why there is none.</summary>
    public Task<TextEmbeddingGenerator> Generator => _generator.Value;

    /// <summary>Name and dimensions by the manifest; without dimensions if that cannot be read.</summary>
    public EmbeddingGeneratorMetadata Metadata => _metadata.Value;

    public int? MaxTokens => GetService(typeof(TextModel)) is TextModel model ? model.MaxTokens : null;

    public string? Obstacle => Generator switch
    {
        { IsCompletedSuccessfully: true } => null,
        { IsFaulted: true, Exception.InnerException: var failure } => failure!.Message,
        _ => $"The embedding model {Name} is being loaded; ask again in a few seconds.",
    };

    /// <exception cref="ModelNotLoadedException">The model could not be loaded.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
    {
        TextEmbeddingGenerator generator = await Generator.WaitAsync(cancellationToken);
        return await generator.GenerateAsync(values, options, cancellationToken);
    }

    public ValueTask<HealthCheckResult> CheckAsync(CancellationToken cancellationToken) => new(Generator switch
    {
        { IsCompletedSuccessfully: true } => HealthCheckResult.Healthy($"The embedding model {Name} is loaded."),
        { IsFaulted: true, Exception.InnerException: var failure } =>
            HealthCheckResult.Unhealthy(failure!.Message, failure),
        _ => HealthCheckResult.Unhealthy($"The embedding model {Name} is being loaded."),
    });

    public object? GetService(Type serviceType) => serviceType.IsInstanceOfType(Tokenizer)
        ? Tokenizer
        : Generator.IsCompletedSuccessfully ? Generator.Result.GetService(serviceType) : null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Generator; // begins to load; listening does not wait for it
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_generator.IsValueCreated) return;

        await ((Task)Generator).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Generator.IsCompletedSuccessfully) await Generator.Result.StopAsync(cancellationToken);
    }

    public void Dispose()
    {
        if (_generator is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } loaded })
            loaded.Result.Dispose();
    }

    private async Task<TextEmbeddingGenerator> LoadAsync()
    {
        _logger.ModelLoading(Name);
        long started = _time.GetTimestamp();
        try
        {
            string folder = ModelFolder.Find(_options.ModelsPath);
            TextModel model = TextModel.Load(folder, Name, Tokenizer);
            TextEmbeddingGenerator generator = new(model, _options.ToTextEmbeddingOptions(), _meters, _time);
            // The first run allocates the runtime's buffers; it also shows that the model computes at all.
            await generator.GenerateAsync(["warm up"], EmbeddingPriority.Bulk);
            _logger.ModelLoaded(
                Name, model.Dimensions, _options.Workers, folder,
                (long)_time.GetElapsedTime(started).TotalMilliseconds);
            return generator;
        }
        catch (Exception e)
        {
            // Nobody awaits this: whatever it is must reach the log, the readiness and every caller.
            _logger.ModelLoadFailed(e, Name, e.Message);
            throw new ModelNotLoadedException(Name, e);
        }
    }

    private EmbeddingGeneratorMetadata ReadMetadata()
    {
        int? dimensions = null;
        try
        {
            dimensions = ModelManifest.Load(ModelFolder.Find(_options.ModelsPath)).Get(Name).Dimensions;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or KeyNotFoundException)
        {
            // Loading fails for the same reason and reports it; asking for the dimensions must not end the process.
        }

        return new EmbeddingGeneratorMetadata(TextEmbeddingGenerator.ProviderName, null, Name, dimensions);
    }
}
