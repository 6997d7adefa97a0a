using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NeuralSearch.Inference;

namespace NeuralSearch.Embedding;

/// <summary>
/// The one model of this process. It is loaded in the background from the start of the host, or at its first use.
/// </summary>
internal sealed class ServedModel : IHostedService, IDisposable
{
    private readonly EmbeddingOptions _options;
    private readonly IMeterFactory _meters;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lazy<Task<TextEmbeddingGenerator>> _generator;
    private readonly Lazy<EmbeddingGeneratorMetadata> _metadata;

    public ServedModel(
        IOptions<EmbeddingOptions> options, IMeterFactory meters, TimeProvider time, ILogger<ServedModel> logger)
    {
        (_options, _meters, _time, _logger) = (options.Value, meters, time, logger);
        Tokenizer = WordPieceTokenizer.OfModel(_options.ModelsPath, _options.Model);
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
