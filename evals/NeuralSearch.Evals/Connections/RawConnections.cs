using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NeuralSearch.Evals.Connections;

/// <summary>Connections without a client library: each costs the generator little more than a descriptor.</summary>
internal sealed class RawConnections : IDisposable
{
    private const int AtATime = 64;

    private readonly Socket[] _sockets;

    private RawConnections(Socket[] sockets) => _sockets = sockets;

    /// <summary>Opens so many; the first of them that is not taken ends it.</summary>
    public static async Task<RawConnections> OpenAsync(int port, int count, CancellationToken cancellationToken)
    {
        var connections = new RawConnections(
            [.. Enumerable.Range(0, count).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp))]);
        await Parallel.ForEachAsync(
            connections._sockets,
            Options(cancellationToken),
            (socket, token) => socket.ConnectAsync(IPAddress.Loopback, port, token));
        return connections;
    }

    /// <summary>Asks for <c>/livez</c> over each and returns how many were answered with 200.</summary>
    public async Task<int> AskAllAsync(CancellationToken cancellationToken)
    {
        int answered = 0;
        await Parallel.ForEachAsync(_sockets, Options(cancellationToken), async (socket, token) =>
        {
            if (await IsAnsweredAsync(socket, token)) Interlocked.Increment(ref answered);
        });
        return answered;
    }

    /// <summary>
    /// Drips a header over each, a byte at a pause, until the server ends the connection; returns how long each lived.
    /// </summary>
    public Task<TimeSpan[]> DripUntilCutAsync(TimeSpan pause, TimeSpan limit, CancellationToken cancellationToken) =>
        Task.WhenAll(_sockets.Select(socket => SlowSender.LifeAsync(socket, pause, limit, cancellationToken)));

    public void Dispose()
    {
        foreach (Socket socket in _sockets) socket.Dispose();
    }

    private static ParallelOptions Options(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken };

    private static async Task<bool> IsAnsweredAsync(Socket socket, CancellationToken cancellationToken)
    {
        byte[] answer = new byte[2048];
        try
        {
            await socket.SendAsync("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), cancellationToken);
            int length = 0;
            while (!Encoding.Latin1.GetString(answer, 0, length).EndsWith("0\r\n\r\n", StringComparison.Ordinal))
            {
                int read = await socket.ReceiveAsync(answer.AsMemory(length), cancellationToken);
                if (read == 0) return false;
                length += read;
            }
        }
        catch (SocketException)
        {
            return false; // closed by the server
        }

        return Encoding.Latin1.GetString(answer).StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
    }
}
