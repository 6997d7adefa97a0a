using System.Net;
using System.Net.Sockets;

namespace NeuralSearch.Testing;

/// <summary>One service as a process of its own, which may be ended and started again on the same ports.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private readonly string _assembly;
    private readonly IReadOnlyDictionary<string, string?> _environment;
    private ChildProcess? _process;

    /// <summary>Prepares a service; <see cref="StartAsync"/> starts it.</summary>
    /// <param name="assembly">The name of its assembly.</param>
    /// <param name="httpPort">Its HTTP port.</param>
    /// <param name="grpcPort">Its gRPC port; null if it has none.</param>
    /// <param name="environment">More of its configuration.</param>
    public ServiceProcess(
        string assembly, int httpPort, int? grpcPort, IReadOnlyDictionary<string, string?> environment)
    {
        _assembly = assembly;
        HttpPort = httpPort;
        GrpcPort = grpcPort;
        _environment = new Dictionary<string, string?>(environment)
        {
            ["NeuralSearch__Http__Port"] = $"{httpPort}",
            ["NeuralSearch__Grpc__Port"] = grpcPort is null ? null : $"{grpcPort}",
        };
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{httpPort}/"),
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    /// <summary>Its HTTP port.</summary>
    public int HttpPort { get; }

    /// <summary>Its gRPC port.</summary>
    public int? GrpcPort { get; }

    /// <summary>Speaks to the HTTP port; paths are relative, without a slash in front.</summary>
    public HttpClient Http { get; }

    /// <summary>The running process.</summary>
    public ChildProcess Process => _process ?? throw new InvalidOperationException($"{_assembly} was not started.");

    /// <summary>Whether it did not start because somebody else was quicker to take its port.</summary>
    public bool LostItsPort => _process is { HasExited: true } process
        && (process.Error.Contains("is taken", StringComparison.Ordinal)
            || process.Error.Contains("address already in use", StringComparison.Ordinal));

    /// <summary>Starts it, again if it has ended, and waits until it says that it is ready.</summary>
    public async Task StartAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _process = ChildProcess.Start(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, _assembly + ".dll")],
            environment: _environment);
        await _process.WaitForLineAsync(
            line => line.StartsWith("ready", StringComparison.Ordinal), StandaloneProcess.StartLimit);
    }

    /// <summary>Ends it at once and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>Asks it to stop (SIGTERM) and returns its exit code.</summary>
    public Task<int> StopAsync(TimeSpan limit)
    {
        Process.Terminate();
        return Process.WaitForExitAsync(limit);
    }

    /// <summary>The status of <c>/readyz</c>; null while nobody listens.</summary>
    public async Task<HttpStatusCode?> ReadinessAsync()
    {
        try
        {
            using HttpResponseMessage answer = await Http.GetAsync(new Uri("readyz", UriKind.Relative));
            return answer.StatusCode;
        }
        catch (Exception error) when (error is SocketException
            or HttpRequestException { InnerException: SocketException or IOException })
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is not null) await _process.DisposeAsync();
    }
}
