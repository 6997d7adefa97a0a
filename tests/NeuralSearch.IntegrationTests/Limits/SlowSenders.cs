using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NeuralSearch.IntegrationTests.Limits;

/// <summary>Clients that send a header byte by byte and never end it, to hold their connections for ever.</summary>
internal sealed class SlowSenders : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Socket[] _sockets;
    private readonly Task<string>[] _ends;

    private SlowSenders(Socket[] sockets, CancellationToken cancellationToken)
    {
        _sockets = sockets;
        _ends = [.. sockets.Select(socket => DripAsync(socket, cancellationToken))];
    }

    /// <summary>Connects them all; they drip until they are cut.</summary>
    public static async Task<SlowSenders> StartAsync(int port, int count, CancellationToken cancellationToken)
    {
        Socket[] sockets =
            [.. Enumerable.Range(0, count).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp))];
        foreach (Socket socket in sockets)
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            await socket.SendAsync("GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: "u8.ToArray(), cancellationToken);
        }

        return new SlowSenders(sockets, cancellationToken);
    }

    /// <summary>What each was told before its connection was closed; empty if it was reset.</summary>
    public Task<string[]> WaitUntilCutAsync() => Task.WhenAll(_ends).WaitAsync(Limit);

    public void Dispose()
    {
        foreach (Socket socket in _sockets) socket.Dispose();
    }

    private static async Task<string> DripAsync(Socket socket, CancellationToken cancellationToken)
    {
        using var drip = new PeriodicTimer(Pause);
        byte[] answer = new byte[4096];
        try
        {
            Task<int> reading = socket.ReceiveAsync(answer, cancellationToken).AsTask();
            while (!reading.IsCompleted)
            {
                await socket.SendAsync("x"u8.ToArray(), cancellationToken);
                await Task.WhenAny(reading, drip.WaitForNextTickAsync(cancellationToken).AsTask());
            }

            return Encoding.Latin1.GetString(answer, 0, await reading);
        }
        catch (SocketException)
        {
            return "";
        }
    }
}
