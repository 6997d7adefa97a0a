using System.Net;
using Grpc.Net.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing.Faults.Workload;

namespace NeuralSearch.Testing.Faults;

/// <summary>The vector node as a real process over a folder.</summary>
public sealed class NodeProcess : INodeClient, IAsyncDisposable
{
    private const int Attempts = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly ServiceProcess _service;
    private readonly GrpcChannel _channel;

    private NodeProcess(ServiceProcess service)
    {
        _service = service;
        _channel = LoopbackChannel.To(service.GrpcPort!.Value);
        Points = new Points.PointsClient(_channel);
        Collections = new Collections.CollectionsClient(_channel);
    }

    /// <inheritdoc/>
    public Points.PointsClient Points { get; }

    /// <inheritdoc/>
    public Collections.CollectionsClient Collections { get; }

    /// <summary>The process: its id and output, and whether it is alive.</summary>
    public ChildProcess Process => _service.Process;

    /// <summary>Starts a node and waits until every collection is open.</summary>
    /// <param name="dataFolder">Its data; whoever starts it removes it.</param>
    /// <param name="environment">More of its environment, such as a fault to inject.</param>
    /// <exception cref="InvalidOperationException">It ended before it was ready.</exception>
    public static async Task<NodeProcess> StartAsync(
        string dataFolder, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var all = new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>())
        {
            ["NeuralSearch__DataPath"] = dataFolder,
        };
        for (int attempt = 1; ; attempt++)
        {
            (int httpPort, int grpcPort) = FreePorts.TakeTwo();
            var service = new ServiceProcess("NeuralSearch.VectorNode", httpPort, grpcPort, all);
            try
            {
                await service.StartAsync();
                await WaitUntilOpenAsync(service);
                return new NodeProcess(service);
            }
            catch (InvalidOperationException) when (attempt < Attempts && service.LostItsPort)
            {
                await service.DisposeAsync();
            }
            catch
            {
                await service.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Whether <c>/readyz</c> says that it takes writes.</summary>
    public async Task<bool> IsReadyAsync() => await _service.ReadinessAsync() == HttpStatusCode.OK;

    /// <summary>Whether it answers at all, ready or not.</summary>
    public async Task<bool> IsAliveAsync() => await _service.ReadinessAsync() is not null;

    /// <summary>What <c>/readyz</c> says, such as that a damaged collection is kept apart.</summary>
    public async Task<string> HealthAsync()
    {
        using HttpResponseMessage answer = await _service.Http.GetAsync(new Uri("readyz", UriKind.Relative));
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Ends it at once (SIGKILL) and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        if (!Process.HasExited) Process.Kill();
        await Process.WaitForExitAsync(TimeSpan.FromSeconds(10));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _service.DisposeAsync();
    }

    private static async Task WaitUntilOpenAsync(ServiceProcess service)
    {
        using var expired = new CancellationTokenSource(StandaloneProcess.StartLimit);
        while (await service.ReadinessAsync() != HttpStatusCode.OK)
        {
            if (service.Process.HasExited || expired.IsCancellationRequested)
                throw new InvalidOperationException($"/readyz did not become 200. {service.Process.Describe()}");
            await Task.Delay(Pause, CancellationToken.None);
        }
    }
}
