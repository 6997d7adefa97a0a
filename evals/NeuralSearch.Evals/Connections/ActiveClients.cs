using NeuralSearch.Evals.Load;

namespace NeuralSearch.Evals.Connections;

/// <summary>Clients with a connection each, that ask in turn at a rate fixed in advance.</summary>
internal sealed class ActiveClients : IDisposable
{
    private const double RequestsOfAClientPerSecond = 0.5;
    private const int MaxInFlight = 5_000;

    private readonly HttpClient[] _clients;

    public ActiveClients(Uri address, int count) => _clients =
    [
        .. Enumerable.Range(0, count).Select(_ => new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false, MaxConnectionsPerServer = 1,
        }) { BaseAddress = address }),
    ];

    /// <summary>Requests a second, of all clients.</summary>
    public double Rate => _clients.Length * RequestsOfAClientPerSecond;

    /// <summary>What every request asks for: the list of collections, which goes through to the node.</summary>
    public static string Request => "GET /v1/collections";

    public Task<OpenLoop.Result> RunAsync(TimeSpan duration, CancellationToken cancellationToken) =>
        new OpenLoop(Rate, Math.Max(_clients.Length, (int)(Rate * duration.TotalSeconds)), MaxInFlight)
            .RunAsync(AskAsync, cancellationToken);

    public void Dispose()
    {
        foreach (HttpClient client in _clients) client.Dispose();
    }

    private async Task<Outcome> AskAsync(int i, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response =
            await _clients[i % _clients.Length].GetAsync("/v1/collections", cancellationToken);
        return response.IsSuccessStatusCode ? Outcome.Answered : Outcome.Failed;
    }
}
