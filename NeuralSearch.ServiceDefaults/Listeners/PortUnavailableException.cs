namespace NeuralSearch.ServiceDefaults.Listeners;

/// <summary>A port cannot be listened on; the message names the port and the option that changes it.</summary>
public sealed class PortUnavailableException : IOException
{
    internal PortUnavailableException(
        int port, string reason, string section, string commandLineOption, Exception cause)
        : base(
            $"Port {port} ({section}:Port) {reason}. Stop what holds it, or choose another with {commandLineOption} N.",
            cause)
    {
        Port = port;
        CommandLineOption = commandLineOption;
    }

    /// <summary>The port that was asked for.</summary>
    public int Port { get; }

    /// <summary>The command-line option that chooses another port, such as <c>--http-port</c>.</summary>
    public string CommandLineOption { get; }
}
