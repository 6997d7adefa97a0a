using System.Diagnostics;
using System.Net.Sockets;

namespace NeuralSearch.Evals.Connections;

/// <summary>A client that never ends its headers, as the attack called slow-loris does.</summary>
internal static class SlowSender
{
    /// <summary>Sends until the server ends the connection, and returns how long that took.</summary>
    /// <exception cref="TimeoutException">The server has not ended it within the limit.</exception>
    public static async Task<TimeSpan> LifeAsync(
        Socket socket, TimeSpan pause, TimeSpan limit, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        using var drip = new PeriodicTimer(pause);
        byte[] answer = new byte[1024];
        try
        {
            await socket.SendAsync("GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: "u8.ToArray(), cancellationToken);
            Task<int> cut = socket.ReceiveAsync(answer, cancellationToken).AsTask();
            while (!cut.IsCompleted)
            {
                if (Stopwatch.GetElapsedTime(started) > limit)
                    throw new TimeoutException($"A slow sender was not cut within {limit.TotalSeconds} s");
                await socket.SendAsync("x"u8.ToArray(), cancellationToken);
                await Task.WhenAny(cut, drip.WaitForNextTickAsync(cancellationToken).AsTask());
            }

            await cut;
        }
        catch (SocketException)
        {
            // A reset ends it as well.
        }

        return Stopwatch.GetElapsedTime(started);
    }
}
