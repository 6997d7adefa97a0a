using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NeuralSearch.IntegrationTests.Limits;

/// <summary>Connections to an HTTP port that were served once and are kept open.</summary>
internal sealed class KeptConnections : IDisposable
{
    private const int AtATime = 50;

    private readonly Socket[] _sockets;

    private KeptConnections(Socket[] sockets) => _sockets = sockets;

    /// <summary>Opens so many, each with a first answer.</summary>
    public static async Task<KeptConnections> OpenAsync(int port, int count, CancellationToken cancellationToken)
    {
        var connections = new KeptConnections(
            [.. Enumerable.Range(0, count).Select(_ => new Socket(SocketType.Stream, ProtocolType.Tcp))]);
        await connections.ForAllAsync(
            async (socket, token) =>
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, token);
                await AskAsync(socket, token);
            },
            cancellationToken);
        return connections;
    }

    /// <summary>Asks over every one of them; each must be answered with 200.</summary>
    public Task AskAllAsync(CancellationToken cancellationToken) => ForAllAsync(AskAsync, cancellationToken);

    public void Dispose()
    {
        foreach (Socket socket in _sockets) socket.Dispose();
    }

    private Task ForAllAsync(Func<Socket, CancellationToken, ValueTask> act, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            _sockets,
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
            act);

    private static async ValueTask AskAsync(Socket socket, CancellationToken cancellationToken)
    {
        await socket.SendAsync("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), cancellationToken);
        byte[] answer = new byte[4096];
        int length = 0;
        do
        {
            int read = await socket.ReceiveAsync(answer.AsMemory(length), cancellationToken);
            Assert.True(read > 0, "The connection was closed.");
            length += read;
        }
        while (!IsComplete(Encoding.Latin1.GetString(answer, 0, length)));
    }

    private static bool IsComplete(string answer)
    {
        int body = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (body < 0) return false;
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        return answer.Contains("\r\nTransfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase)
            ? answer.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
            : answer.Length > body + 4;
    }
}
