using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NeuralSearch.IntegrationTests.Apart;

/// <summary>An upload that goes on, over a bare socket: HttpClient reads no answer before it has sent everything.</summary>
internal sealed class RawUpload : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Begins an upload of documents and sends these lines of it.</summary>
    public static async Task<RawUpload> BeginAsync(int httpPort, string lines)
    {
        var upload = new RawUpload();
        await upload._socket.ConnectAsync(IPAddress.Loopback, httpPort);
        await upload._socket.SendAsync(Encoding.UTF8.GetBytes(
            $"POST /v1/documents HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            + $"{Encoding.UTF8.GetByteCount(lines):x}\r\n{lines}\r\n"));
        return upload;
    }

    /// <summary>What is answered until the server closes the connection, however it does.</summary>
    public async Task<string> ReadToEndAsync(TimeSpan limit)
    {
        using var expired = new CancellationTokenSource(limit);
        using var all = new MemoryStream();
        byte[] buffer = new byte[4096];
        try
        {
            while (await _socket.ReceiveAsync(buffer, expired.Token) is > 0 and int read) all.Write(buffer, 0, read);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
        {
            // The server does not wait for the rest of an upload that it will not take.
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    public void Dispose() => _socket.Dispose();
}
