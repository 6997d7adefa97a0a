using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace NeuralSearch.Client.Hosting;

/// <summary>
/// Where another service listens, by the configuration that an AppHost injects:
/// <c>services:{name}:{endpoint}:{0, 1, …}</c>, in the environment <c>services__embedding__grpc__0=http://host:6337</c>.
/// </summary>
public static class ServiceAddresses
{
    /// <summary>The configured addresses, else the default of a service on the same host.</summary>
    /// <exception cref="OptionsValidationException">An address is none; the message names its key.</exception>
    public static IReadOnlyList<Uri> Of(IConfiguration configuration, string service, string endpoint, string other)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        IConfigurationSection section = configuration.GetSection($"services:{service}:{endpoint}");
        Uri[] addresses = [.. section.GetChildren().OrderBy(child => child.Key, StringComparer.Ordinal).Select(Read)];
        if (!EndpointAddress.AreAlike(addresses))
            throw Wrong(section, $"{section.Path} has addresses of http and of https; allowed is one of the two.");
        return addresses.Length > 0 ? addresses : [new Uri(other)];
    }

    private static Uri Read(IConfigurationSection address) => EndpointAddress.TryParse(address.Value)
        ?? throw Wrong(
            address,
            $"{address.Path} is '{address.Value}'; allowed is an http or https address of a host and a port.");

    private static OptionsValidationException Wrong(IConfigurationSection section, string reason) =>
        new(section.Path, typeof(Uri), [reason]);
}
