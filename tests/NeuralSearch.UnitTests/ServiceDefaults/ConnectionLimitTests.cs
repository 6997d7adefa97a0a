using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace NeuralSearch.UnitTests.ServiceDefaults;

/// <summary>Who is slow on purpose, or brings too much, is cut off; the others are served.</summary>
public sealed class ConnectionLimitTests : IAsyncLifetime
{
    private const int MaxConnections = 200;
    private const int Attackers = 100;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource _readerCut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Socket> _sockets = [];
    private TestHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await TestHost.StartAsync(
        map: app =>
        {
            app.MapPost("/echo", async context => await context.Request.Body.CopyToAsync(Stream.Null));
            app.MapGet("/flood", FloodAsync);
        },
        grpc: true,
        settings:
        [
            ("NeuralSearch:Limits:MaxConnections", $"{MaxConnections}"),
            ("NeuralSearch:Limits:MaxBodyBytes", "65536"),
            ("NeuralSearch:Limits:HeaderTimeout", "00:00:01"),
            ("NeuralSearch:Limits:SlowestReader", $"{16 << 20}"),
        ]);

    public async ValueTask DisposeAsync()
    {
        foreach (Socket socket in _sockets) socket.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Clients_that_never_finish_their_headers_are_cut_and_others_are_served_meanwhile()
    {
        Socket[] attackers = await Task.WhenAll(Enumerable.Range(0, Attackers).Select(async _ =>
        {
            Socket socket = await ConnectAsync(_host.HttpPort);
            await socket.SendAsync("GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: "u8.ToArray(), Token);
            return socket;
        }));

        using HttpResponseMessage served = await _host.Http.GetAsync("/livez", Token);
        string[] answers = await Task.WhenAll(attackers.Select(ReadToEndAsync));

        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        Assert.All(answers, answer => Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_does_not_read_its_answer_is_cut()
    {
        Socket reader = await ConnectAsync(_host.HttpPort);
        await reader.SendAsync("GET /flood HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Token);

        await _readerCut.Task.WaitAsync(Limit, Token);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_413()
    {
        using var body = new ByteArrayContent(new byte[65537]);
        using HttpResponseMessage answer = await _host.Http.PostAsync("/echo", body, Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Headers_of_a_megabyte_are_431()
    {
        Socket client = await ConnectAsync(_host.HttpPort);
        string header = new('x', 1 << 20);
        Task sending = SendAsync(client, $"GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Large: {header}\r\n\r\n");

        string answer = await ReadToEndAsync(client);
        await sending;

        Assert.StartsWith("HTTP/1.1 431", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_connection_too_many_is_closed_and_there_is_room_again_when_one_ends()
    {
        for (int i = 0; i < MaxConnections; i++) await GreetAsync(await ConnectAsync(_host.HttpPort));

        string refused = await ReadToEndAsync(await ConnectAsync(_host.HttpPort));
        _sockets[0].Dispose();

        Assert.Equal("", refused);
        while (!await IsServedAsync()) Token.ThrowIfCancellationRequested();
    }

    [Fact]
    public async Task A_stream_of_resets_ends_its_connection_and_leaves_the_others_alone()
    {
        Socket attacker = await ConnectAsync(_host.GrpcPort!.Value);
        Task sending = SendAsync(attacker, RapidReset.Frames(streams: 5000));

        // The server sends GOAWAY and closes; whether that frame is still read is the network's affair.
        await ReadToEndAsync(attacker);
        await sending;
        using HttpResponseMessage served = await _host.Http.GetAsync("/livez", Token);

        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    private async Task FloodAsync(HttpContext context)
    {
        byte[] block = new byte[64 << 10];
        try
        {
            while (true) await context.Response.Body.WriteAsync(block, context.RequestAborted);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            _readerCut.TrySetResult();
        }
    }

    private async Task<bool> IsServedAsync()
    {
        Socket socket = await ConnectAsync(_host.HttpPort);
        try
        {
            await GreetAsync(socket);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task GreetAsync(Socket socket)
    {
        await SendAsync(socket, "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
        byte[] first = new byte[1];
        try
        {
            if (await socket.ReceiveAsync(first, Token) == 0) throw new IOException("The connection was closed.");
        }
        catch (SocketException error)
        {
            throw new IOException("The connection was reset.", error);
        }
    }

    private async Task<Socket> ConnectAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        _sockets.Add(socket);
        await socket.ConnectAsync(IPAddress.Loopback, port, Token);
        return socket;
    }

    private static Task SendAsync(Socket socket, string text) => SendAsync(socket, Encoding.Latin1.GetBytes(text));

    /// <summary>Sends it all, or as much as the server takes before it closes the connection.</summary>
    private static async Task SendAsync(Socket socket, byte[] bytes)
    {
        try
        {
            for (int sent = 0; sent < bytes.Length;) sent += await socket.SendAsync(bytes.AsMemory(sent), Token);
        }
        catch (SocketException)
        {
            // Closed: what the server answered is what counts.
        }
    }

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, Token).AsTask().WaitAsync(Limit, Token) is > 0 and int read)
                all.Write(buffer, 0, read);
        }
        catch (SocketException)
        {
            // A reset ends it as well.
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }
}
