using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using NeuralSearch.ServiceDefaults.Hosting;

namespace NeuralSearch.ServiceDefaults.Listeners;

/// <summary>
/// Binds and frees every port before any hosted service starts: a taken port is told at once and in our words,
/// not by the web server after a model was loaded and a store was opened.
/// </summary>
internal sealed class PortCheck(ListenerPorts ports, IOptions<ListenOptions> listen) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Check(ports.Http, HttpListenerOptions.Section, "--http-port");
        if (ports.Grpc is { } grpc) Check(grpc, GrpcListenerOptions.Section, "--grpc-port");
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Check(int port, string section, string commandLineOption)
    {
        foreach (IPAddress address in listen.Value.Addresses) Bind(address, port, section, commandLineOption);
    }

    private static void Bind(IPAddress address, int port, string section, string commandLineOption)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(1);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            throw new PortUnavailableException(port, "is taken by another process", section, commandLineOption, e);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AccessDenied)
        {
            throw new PortUnavailableException(port, "may not be used by this user", section, commandLineOption, e);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable
            && address.Equals(IPAddress.IPv6Loopback))
        {
            // IPv6 is compiled in but its loopback is switched off: IPv4 alone is served, as Kestrel does.
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable)
        {
            throw new StartRefusedException(
                $"{ListenOptions.Section}:{nameof(ListenOptions.Listen)} is '{address}', which is no address of this "
                + "machine.", e);
        }
    }
}
