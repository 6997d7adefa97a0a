using Microsoft.Extensions.Options;

namespace NeuralSearch.ServiceDefaults.Listeners;

/// <summary>Checks that ports are ports; the message names the key, the value and what is allowed.</summary>
internal sealed class ListenerOptionsValidator :
    IValidateOptions<HttpListenerOptions>, IValidateOptions<GrpcListenerOptions>
{
    private const int MaxPort = 65535;

    public ValidateOptionsResult Validate(string? name, HttpListenerOptions options) =>
        options.Port is > 0 and <= MaxPort
            ? ValidateOptionsResult.Success
            : Refuse(HttpListenerOptions.Section, options.Port, $"must be 1 to {MaxPort} (--http-port)");

    public ValidateOptionsResult Validate(string? name, GrpcListenerOptions options) =>
        options.Port is null or (>= 0 and <= MaxPort)
            ? ValidateOptionsResult.Success
            : Refuse(
                GrpcListenerOptions.Section, options.Port, $"must be 1 to {MaxPort}, or 0 for no gRPC (--grpc-port)");

    private static ValidateOptionsResult Refuse(string section, int? port, string rule) =>
        ValidateOptionsResult.Fail($"{section}:Port is {port}; it {rule}.");
}
