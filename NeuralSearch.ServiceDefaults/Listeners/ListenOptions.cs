using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using NeuralSearch.ServiceDefaults.Auth;

namespace NeuralSearch.ServiceDefaults.Listeners;

/// <summary>The network that the listeners are open to.</summary>
public sealed class ListenOptions
{
    /// <summary>The configuration section; the key is <c>NeuralSearch:Listen</c>.</summary>
    public const string Section = "NeuralSearch";

    private const string Loopback = "localhost";
    private const string Everywhere = "*";

    /// <summary>
    /// <c>localhost</c> (IPv4 and IPv6), <c>*</c> for every network, or an IP address of this machine.
    /// </summary>
    public string Listen { get; set; } = Loopback;

    /// <summary>Whether only this machine reaches the listeners.</summary>
    public bool IsLoopback => Listen == Loopback || (IPAddress.TryParse(Listen, out IPAddress? address)
        && IPAddress.IsLoopback(address));

    /// <summary>The addresses that a listener binds, one for each.</summary>
    internal IEnumerable<IPAddress> Addresses => Listen switch
    {
        Loopback => Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback],
        Everywhere => [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any],
        _ => [IPAddress.Parse(Listen)],
    };

    /// <summary>The host to reach it by on this machine.</summary>
    internal string LocalHost =>
        Listen is Loopback or Everywhere ? "127.0.0.1" : new IPEndPoint(IPAddress.Parse(Listen), 0).ToString()[..^2];

    internal void Bind(KestrelServerOptions server, int port, HttpProtocols protocols)
    {
        if (Listen == Loopback) server.ListenLocalhost(port, Speak);
        else if (Listen == Everywhere) server.ListenAnyIP(port, Speak);
        else server.Listen(IPAddress.Parse(Listen), port, Speak);

        void Speak(Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions listener) => listener.Protocols = protocols;
    }

    /// <summary>Refuses what is no address, and the open network without a key.</summary>
    internal sealed class Validator(IOptions<AuthOptions> auth) : IValidateOptions<ListenOptions>
    {
        public ValidateOptionsResult Validate(string? name, ListenOptions options)
        {
            if (options.Listen is not (Loopback or Everywhere) && !IPAddress.TryParse(options.Listen, out _))
                return ValidateOptionsResult.Fail(
                    $"{Section}:{nameof(Listen)} is '{options.Listen}'; allowed is '{Loopback}', '{Everywhere}' or an "
                    + "IP address of this machine.");
            return options.IsLoopback || auth.Value.IsOn
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(
                    $"{Section}:{nameof(Listen)} is '{options.Listen}', which other machines reach, and there is no "
                    + $"key. Set {AuthOptions.Section}:{nameof(AuthOptions.ApiKey)} (in the environment "
                    + "NeuralSearch__Auth__ApiKey) to a long random text, or listen on localhost.");
        }
    }
}
