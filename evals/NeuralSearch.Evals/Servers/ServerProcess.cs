using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NeuralSearch.Evals.Servers;

/// <summary>The standalone server, or a node alone, as a process of its own, on free loopback ports.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private static readonly string[] StandaloneProgram = [InThisFolder("neuralsearch.dll"), "serve"];
    private static readonly string[] NodeProgram = [InThisFolder("NeuralSearch.VectorNode.dll")];

    private readonly Process _process;

    private ServerProcess(Process process, int httpPort, int grpcPort, TimeSpan untilReady)
    {
        _process = process;
        HttpPort = httpPort;
        GrpcAddress = new Uri($"http://127.0.0.1:{grpcPort}");
        UntilReady = untilReady;
        Http = new HttpClient
        {
            BaseAddress = new Uri($"http://127.0.0.1:{httpPort}"),
            Timeout = TimeSpan.FromMinutes(1),
        };
    }

    public HttpClient Http { get; }

    public int HttpPort { get; }

    /// <summary>Where Qdrant's gRPC is served.</summary>
    public Uri GrpcAddress { get; }

    /// <summary>From the start of the process to the first 200 of <c>/readyz</c>.</summary>
    public TimeSpan UntilReady { get; }

    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <param name="dataPath">The folder of its data.</param>
    /// <param name="arguments">More arguments of <c>neuralsearch serve</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="environment">More variables of its environment.</param>
    /// <param name="core">The only core it may use (Linux); null: all.</param>
    /// <param name="isNode">Whether it is a node alone: Qdrant's gRPC without a model.</param>
    public static async Task<ServerProcess> StartAsync(
        string dataPath,
        string[] arguments,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? environment = null,
        int? core = null,
        bool isNode = false)
    {
        int httpPort = FreePort(), grpcPort = FreePort();
        string[] program = core is null ? ["dotnet"] : ["taskset", "-c", $"{core}", "dotnet"];
        var start = new ProcessStartInfo(program[0], program[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] own =
        [
            .. (isNode ? NodeProgram : StandaloneProgram), "--data", dataPath, "--http-port", $"{httpPort}",
            "--grpc-port", $"{grpcPort}",
        ];
        foreach (string argument in own.Concat(arguments)) start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        long started = Stopwatch.GetTimestamp();
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null) Console.Error.WriteLine(line.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var probe = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}") };
        while (!await IsReadyAsync(probe, cancellationToken))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The server ended with code {process.ExitCode}");
            if (Stopwatch.GetElapsedTime(started) > StartLimit)
            {
                process.Kill();
                throw new TimeoutException($"The server was not ready after {StartLimit.TotalSeconds} s");
            }

            await Task.Delay(10, cancellationToken);
        }

        return new ServerProcess(process, httpPort, grpcPort, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>
    /// A figure of <c>/proc/PID/status</c> in bytes, such as VmRSS (resident now) or VmHWM (its peak).
    /// </summary>
    public double? MemoryBytes(string key)
    {
        string path = $"/proc/{_process.Id}/status";
        if (!File.Exists(path)) return null;
        string? line = File.ReadLines(path).FirstOrDefault(l => l.StartsWith(key + ":", StringComparison.Ordinal));
        if (line is null) return null;
        string kibibytes = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1];
        return double.Parse(kibibytes, CultureInfo.InvariantCulture) * 1024;
    }

    public Task SignalAsync(string signal, CancellationToken cancellationToken) =>
        Process.Start("kill", [$"-{signal}", $"{_process.Id}"]).WaitForExitAsync(cancellationToken);

    /// <summary>Ends it as a crash does: nothing is flushed.</summary>
    public Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        return _process.WaitForExitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited) await SignalAsync("TERM", CancellationToken.None);
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static string InThisFolder(string file) => Path.Combine(AppContext.BaseDirectory, file);

    private static async Task<bool> IsReadyAsync(HttpClient probe, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await probe.GetAsync("/readyz", cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
