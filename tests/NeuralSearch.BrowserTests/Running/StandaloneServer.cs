using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NeuralSearch.BrowserTests.Running;

/// <summary>
/// The standalone executable as a real process on free loopback ports with a data folder of its own. It can be stopped
/// and started again on the same ports and data, as after a crash. Not thread-safe.
/// </summary>
internal sealed class StandaloneServer : IAsyncDisposable
{
    private const int LastLinesCount = 40;
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly string _dataFolder = Directory.CreateTempSubdirectory("neuralsearch-browser-").FullName;
    private readonly ConcurrentQueue<string> _lastLines = new();
    private readonly int _httpPort = FreePort();
    private readonly int _grpcPort = FreePort();
    private Process? _process;

    /// <summary>Where the server answers.</summary>
    public Uri Address => new($"http://127.0.0.1:{_httpPort}/");

    /// <summary>Starts the process and waits until it is ready to search.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "neuralsearch.dll"), "serve",
            "--data", _dataFolder,
            "--http-port", _httpPort.ToString(CultureInfo.InvariantCulture),
            "--grpc-port", _grpcPort.ToString(CultureInfo.InvariantCulture),
            "--no-sample",
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);

        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilReadyAsync(_process, cancellationToken);
    }

    /// <summary>Ends the process at once, as a crash would.</summary>
    public async Task StopAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_dataFolder, recursive: true);
    }

    private async Task WaitUntilReadyAsync(Process process, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(StartDeadline);
        using var client = new HttpClient { BaseAddress = Address };
        try
        {
            while (!await IsReadyAsync(client, deadline.Token))
            {
                if (process.HasExited) throw Failure($"The server ended with code {process.ExitCode}");
                await Task.Delay(PollInterval, deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure($"The server was not ready within {StartDeadline.TotalSeconds} s");
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync("readyz", cancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // It does not listen yet.
        }
    }

    private InvalidOperationException Failure(string what) =>
        new($"{what}. Its last lines:{Environment.NewLine}{string.Join(Environment.NewLine, _lastLines)}");

    private void Keep(string? line)
    {
        if (line is null) return;
        _lastLines.Enqueue(line);
        while (_lastLines.Count > LastLinesCount) _lastLines.TryDequeue(out _);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
