using System.Net;
using System.Net.Sockets;

namespace NeuralSearch.Testing;

/// <summary>The whole product as a real process on free ports: <c>neuralsearch serve</c>.</summary>
public sealed class StandaloneProcess : IAsyncDisposable
{
    /// <summary>How long a start may take on a machine that is busy with other tests.</summary>
    public static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private const int Attempts = 4;

    private StandaloneProcess(ChildProcess process, string dataFolder, int httpPort, int grpcPort)
    {
        Process = process;
        DataFolder = dataFolder;
        HttpPort = httpPort;
        GrpcPort = grpcPort;
        Address = new Uri($"http://127.0.0.1:{httpPort}/");
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = Address,
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    /// <summary>The process: its id, its output, and the ways to end it.</summary>
    public ChildProcess Process { get; }

    /// <summary>The folder of its data; whoever starts it removes it.</summary>
    public string DataFolder { get; }

    /// <summary>Port of the page and the HTTP API.</summary>
    public int HttpPort { get; }

    /// <summary>Port of Qdrant's gRPC.</summary>
    public int GrpcPort { get; }

    /// <summary>Address of the page, with a slash at the end.</summary>
    public Uri Address { get; }

    /// <summary>Speaks to the HTTP port; paths are relative, without a slash in front.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts it and waits until it serves.</summary>
    /// <param name="dataFolder">Value of <c>--data</c>.</param>
    /// <param name="arguments">More arguments, such as <c>--no-sample</c>.</param>
    public static Task<StandaloneProcess> StartAsync(string dataFolder, params string[] arguments) =>
        StartAsync(dataFolder, arguments, environment: null);

    /// <summary>Starts it with changes to its environment and waits until it serves.</summary>
    public static async Task<StandaloneProcess> StartAsync(
        string dataFolder, string[] arguments, IReadOnlyDictionary<string, string?>? environment)
    {
        for (int attempt = 1; ; attempt++)
        {
            StandaloneProcess standalone = Launch(dataFolder, arguments, environment);
            try
            {
                await standalone.WaitUntilReadyAsync();
                return standalone;
            }
            catch (InvalidOperationException) when (attempt < Attempts && standalone.LostItsPort)
            {
                await standalone.DisposeAsync();
            }
            catch
            {
                await standalone.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Starts it without waiting, on free ports unless told which, as when it is started again.</summary>
    public static StandaloneProcess Launch(
        string dataFolder,
        string[] arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        int? httpPort = null,
        int? grpcPort = null)
    {
        (int freeHttp, int freeGrpc) = FreePorts.TakeTwo();
        int http = httpPort ?? freeHttp;
        int grpc = grpcPort ?? freeGrpc;
        ChildProcess process = NeuralSearchCommand.Start(
            ["serve", "--data", dataFolder, "--http-port", $"{http}", "--grpc-port", $"{grpc}", .. arguments],
            environment: environment);
        return new StandaloneProcess(process, dataFolder, http, grpc);
    }

    /// <summary>Waits for the line <c>ready…</c> and for <c>/readyz</c>.</summary>
    public async Task WaitUntilReadyAsync()
    {
        await Process.WaitForLineAsync(line => line.StartsWith("ready", StringComparison.Ordinal), StartLimit);
        await WaitForReadinessAsync();
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

    /// <summary>Ends it at once, as a power switch would for the process, and waits until it is gone.</summary>
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

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
    }

    private bool LostItsPort => Process.HasExited && Process.Error.Contains("is taken", StringComparison.Ordinal);

    private async Task WaitForReadinessAsync()
    {
        using var expired = new CancellationTokenSource(StartLimit);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await ReadinessAsync() != HttpStatusCode.OK)
        {
            if (Process.HasExited || expired.IsCancellationRequested)
                throw new InvalidOperationException($"/readyz did not become 200. {Process.Describe()}");
            await pause.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
