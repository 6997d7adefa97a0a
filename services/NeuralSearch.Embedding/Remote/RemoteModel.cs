using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NeuralSearch.Embedding.Remote.Protocols;
using NeuralSearch.Inference;

namespace NeuralSearch.Embedding.Remote;

/// <summary>
/// A model that a remote embedder computes. The remote may start later and go away: in the background it is tried out
/// until it answers, so that its dimensions are known, and whenever a call has failed, so that an open circuit closes
/// (or a closed one opens) without a query having to try.
/// </summary>
internal sealed class RemoteModel : BackgroundService, IServedModel
{
    private static readonly TimeSpan TrialInterval = TimeSpan.FromSeconds(1);

    /// <summary>A wrong key or name does not mend by itself, and some remotes lock out who insists.</summary>
    private static readonly TimeSpan RefusedInterval = TimeSpan.FromSeconds(10);

    /// <summary>So long an answer about health is true: probes come from several sides.</summary>
    private static readonly TimeSpan HealthInterval = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(1.5); // a check has 2 s

    private readonly RemoteEmbeddingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HttpMessageInvoker _http;
    private readonly InferenceMetrics _metrics;
    private readonly RemoteExchange _exchange;
    private readonly RemoteResilience _resilience;
    private readonly RemoteEmbeddingGenerator _generator;
    private volatile Health? _health;
    private bool _isKnown;
    private volatile RemoteEmbeddingException? _trialFailure; // what the last trial failed with, if it failed

    public RemoteModel(
        IOptions<EmbeddingOptions> options, IMeterFactory meters, TimeProvider time, ILogger<RemoteModel> logger)
    {
        (_options, _time, _logger) = (options.Value.Remote, time, logger);
        IRemoteProtocol protocol = RemoteKinds.Create(_options);
        _http = new HttpMessageInvoker(CreateHandler(), disposeHandler: true);
        _metrics = new InferenceMetrics(meters);
        _exchange = new RemoteExchange(_options, protocol, _http, time);
        _resilience = new RemoteResilience(_options, meters, time, logger);
        _generator = new RemoteEmbeddingGenerator(
            _options, protocol, _exchange, _resilience, _metrics, time, options.Value.CacheEntries);
        _resilience.Opened += _generator.Forget;
    }

    public string Name => _options.Model!;

    public EmbeddingGeneratorMetadata Metadata => _generator.Metadata;

    public int? MaxTokens => _generator.Description?.MaxTokens;

    /// <summary>Null: whether a call is worth trying, the circuit decides.</summary>
    public string? Obstacle => null;

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options, CancellationToken cancellationToken) =>
        _generator.GenerateAsync(values, options, cancellationToken);

    public object? GetService(Type serviceType) => null;

    public async ValueTask<HealthCheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        if (_trialFailure is { } failure) return HealthCheckResult.Unhealthy(failure.Reason);
        if (!IsKnownToServe)
            return HealthCheckResult.Unhealthy(
                _resilience.LastFailure?.Reason ?? "The remote embedder has not given a vector yet.");

        Health? health = _health;
        if (health is null || _time.GetElapsedTime(health.Asked) > HealthInterval)
            _health = health = await AskAsync(cancellationToken);
        return health.Result;
    }

    public override void Dispose()
    {
        base.Dispose();
        _generator.Dispose();
        _metrics.Dispose();
        _http.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _logger.RemoteServing(Name, RemoteAddress.Shown(_options.Endpoint!), _options.Kind!);
        string? said = null;
        while (true)
        {
            if (!IsKnownToServe || _resilience.LastFailure is not null)
                said = await TryOutAsync(said, stoppingToken);

            TimeSpan pause = _trialFailure?.Failure == RemoteFailure.Refused ? RefusedInterval : TrialInterval;
            await Task.Delay(pause, _time, stoppingToken);
        }
    }

    /// <summary>Returns the reason that was logged, so that each is logged once.</summary>
    private async Task<string?> TryOutAsync(string? said, CancellationToken cancellationToken)
    {
        try
        {
            await _generator.TryOutAsync(cancellationToken);
            _trialFailure = null;
            if (said is not null || !_isKnown) _logger.RemoteAnswers(Name, _generator.Dimensions!.Value);
            _isKnown = true;
            return null;
        }
        catch (RemoteEmbeddingException e) when (e.Failure == RemoteFailure.CircuitOpen)
        {
            return said;
        }
        catch (RemoteEmbeddingException e)
        {
            _trialFailure = e;
            if (e.Reason != said) _logger.RemoteNotServing(e.Reason);
            return e.Reason;
        }
    }

    private bool IsKnownToServe =>
        _generator is { Dimensions: not null, Description: not null } && _resilience.IsClosed;

    // Neither texts nor the key follow a redirect, and no cookie binds requests to one replica.
    private static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2), // names may lead to other addresses meanwhile
    };

    /// <summary>What the remote says about itself now; a kind that says nothing is as its last answers were.</summary>
    private async Task<Health> AskAsync(CancellationToken cancellationToken)
    {
        long asked = _time.GetTimestamp();
        using CancellationTokenSource late = new(HealthTimeout, _time);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await _exchange.DescribeAsync(either.Token);
            return new Health(asked, HealthCheckResult.Healthy(
                $"The remote embedder serves {Name} with {_generator.Dimensions} dimensions."));
        }
        catch (RemoteEmbeddingException e)
        {
            return new Health(asked, HealthCheckResult.Unhealthy(e.Reason));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Health(asked, HealthCheckResult.Unhealthy(
                $"The remote embedder does not say within {HealthTimeout.TotalSeconds} s how it is."));
        }
    }

    private sealed record Health(long Asked, HealthCheckResult Result);
}
