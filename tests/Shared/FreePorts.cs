using System.Net;
using System.Net.Sockets;

namespace NeuralSearch.Testing;

/// <summary>Loopback ports that nobody held a moment ago; somebody may be quicker, so users try again.</summary>
public static class FreePorts
{
    /// <summary>One port.</summary>
    public static int Take()
    {
        using var socket = Listen();
        return PortOf(socket);
    }

    /// <summary>Two different ports.</summary>
    public static (int First, int Second) TakeTwo()
    {
        using var first = Listen();
        using var second = Listen();
        return (PortOf(first), PortOf(second));
    }

    /// <summary>Listens on a port that the system chooses, until disposed.</summary>
    public static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }

    /// <summary>The port that a socket listens on.</summary>
    public static int PortOf(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
