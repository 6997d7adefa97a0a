using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace NeuralSearch.Testing;

/// <summary>Loopback ports that nobody held a moment ago; somebody may be quicker, so users try again.</summary>
public static class FreePorts
{
    /// <summary>One port.</summary>
    public static int Take() => Take(1)[0];

    /// <summary>Two different ports.</summary>
    public static (int First, int Second) TakeTwo() => Take(2) is [var first, var second]
        ? (first, second)
        : throw new UnreachableException();

    /// <summary>Ports of which no two are the same.</summary>
    public static int[] Take(int count)
    {
        Socket[] sockets = [.. Enumerable.Range(0, count).Select(_ => Listen())];
        int[] ports = [.. sockets.Select(PortOf)];
        foreach (Socket socket in sockets) socket.Dispose();
        return ports;
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
