using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Fakes;

/// <summary>A client on a bare socket: sends and reads when the test says, which HttpClient does not.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RawClient> ConnectAsync(IngestionHost host)
    {
        RawClient client = new();
        await client._socket.ConnectAsync(IPAddress.Loopback, host.BaseAddress.Port, Cancellation);
        return client;
    }

    /// <summary>Begins a POST of documents with these headers, each with its line end.</summary>
    public Task SendHeadersAsync(string headers) =>
        SendAsync($"POST /v1/documents HTTP/1.1\r\nHost: test\r\n{headers}\r\n");

    public Task SendChunkAsync(string text) => SendAsync($"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n");

    public async Task SendAsync(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int sent = 0; sent < bytes.Length;)
            sent += await _socket.SendAsync(bytes.AsMemory(sent), Cancellation);
    }

    public async Task<string> ReadAllAsync()
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[64 * 1024];
        while (await _socket.ReceiveAsync(buffer, Cancellation) is > 0 and int read)
            all.Write(buffer, 0, read);
        return Encoding.UTF8.GetString(all.ToArray());
    }

    public async Task<string> ReadUntilAsync(string end)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[64 * 1024];
        while (!text.ToString().Contains(end, StringComparison.Ordinal))
        {
            int read = await _socket.ReceiveAsync(buffer, Cancellation);
            Assert.True(read > 0, $"The connection was closed before '{end}' came; before that: {text}");
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    public void Dispose() => _socket.Dispose();
}
