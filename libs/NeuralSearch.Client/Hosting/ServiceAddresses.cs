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
        return addresses.Length > 0 ? addresses : [new Uri(other)];
    }

    private static Uri Read(IConfigurationSection address) =>
        Uri.TryCreate(address.Value, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new OptionsValidationException(
                address.Path, typeof(Uri), [$"{address.Path} is '{address.Value}'; allowed is an http or https address."]);
}
