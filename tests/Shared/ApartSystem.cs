namespace NeuralSearch.Testing;

/// <summary>
/// The four services as four processes on free ports, told where the others are by the environment names that an
/// AppHost injects.
/// </summary>
public sealed class ApartSystem : IAsyncDisposable
{
    private const int Attempts = 4;

    private ApartSystem(string dataFolder, IReadOnlyDictionary<string, string?> environment)
    {
        int[] ports = FreePorts.Take(7);
        (int embeddingHttp, int embeddingGrpc) = (ports[0], ports[1]);
        (int vectorsHttp, int vectorsGrpc) = (ports[2], ports[3]);
        (int queryHttp, int queryGrpc, int ingestionHttp) = (ports[4], ports[5], ports[6]);
        var addresses = new Dictionary<string, string?>
        {
            ["services__embedding__grpc__0"] = $"http://127.0.0.1:{embeddingGrpc}",
            ["services__embedding__http__0"] = $"http://127.0.0.1:{embeddingHttp}",
            ["services__ingestion__http__0"] = $"http://127.0.0.1:{ingestionHttp}",
            ["ConnectionStrings__vectors"] = $"Endpoint=http://127.0.0.1:{vectorsGrpc}",
        };
        foreach ((string name, string? value) in environment) addresses[name] = value;

        Embedding = new ServiceProcess("NeuralSearch.Embedding", embeddingHttp, embeddingGrpc, environment);
        Vectors = new ServiceProcess("NeuralSearch.VectorNode", vectorsHttp, vectorsGrpc,
            WithData(environment, Path.Combine(dataFolder, "vectors")));
        Ingestion = new ServiceProcess("NeuralSearch.Ingestion", ingestionHttp, null,
            WithData(addresses, Path.Combine(dataFolder, "ingestion")));
        Query = new ServiceProcess("NeuralSearch.Query", queryHttp, queryGrpc, addresses);
    }

    /// <summary>The embedding service.</summary>
    public ServiceProcess Embedding { get; }

    /// <summary>The vector node.</summary>
    public ServiceProcess Vectors { get; }

    /// <summary>The ingestion service.</summary>
    public ServiceProcess Ingestion { get; }

    /// <summary>The query service, which is the front of all.</summary>
    public ServiceProcess Query { get; }

    /// <summary>All, in the order of their start.</summary>
    public IEnumerable<ServiceProcess> Services => [Embedding, Vectors, Ingestion, Query];

    /// <summary>Starts all four and waits until each is ready.</summary>
    /// <param name="dataFolder">The folder of their data; whoever starts them removes it.</param>
    /// <param name="environment">More configuration, for every one of them.</param>
    public static async Task<ApartSystem> StartAsync(
        string dataFolder, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var common = new Dictionary<string, string?> { ["NeuralSearch__Sample__Enabled"] = "false" };
        foreach ((string name, string? value) in environment ?? common) common[name] = value;
        for (int attempt = 1; ; attempt++)
        {
            var system = new ApartSystem(dataFolder, common);
            try
            {
                await Task.WhenAll(system.Services.Select(service => service.StartAsync()));
                return system;
            }
            catch (InvalidOperationException) when (attempt < Attempts && system.Services.Any(s => s.LostItsPort))
            {
                await system.DisposeAsync();
            }
            catch
            {
                await system.DisposeAsync();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProcess service in Services) await service.DisposeAsync();
    }

    private static Dictionary<string, string?> WithData(IReadOnlyDictionary<string, string?> environment, string folder) =>
        new(environment) { ["NeuralSearch__DataPath"] = folder };
}
