using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace NeuralSearch.ServiceDefaults.Hosting;

/// <summary>
/// The options that every server takes: ports, the folder of its data, the memory of its node. What is not given stays with the
/// configuration.
/// </summary>
public sealed class ServiceArguments
{
    private readonly Option<string?>? _data;
    private readonly Option<string?>? _memory;
    private readonly Option<int?> _httpPort;
    private readonly Option<int?>? _grpcPort;

    /// <summary>Options with the defaults of a service in their help texts.</summary>
    public ServiceArguments(ServiceProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        _httpPort = PortOption("--http-port", "HTTP", profile.HttpPort);
        if (profile.GrpcPort is { } port) _grpcPort = PortOption("--grpc-port", "gRPC", port);
        if (profile.HasNode) _memory = MemoryOption();
        if (profile.DataFolder is null) return;
        _data = new Option<string?>("--data")
        {
            Description = "Folder for all data, made when missing. "
                + $"Default: {profile.DataFolder} in the user's local application data.",
            HelpName = "DIR",
        };
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (_data is not null) command.Add(_data);
        command.Add(_httpPort);
        if (_grpcPort is not null) command.Add(_grpcPort);
        if (_memory is not null) command.Add(_memory);
    }

    /// <summary>What was given, as configuration keys.</summary>
    public Dictionary<string, string?> ToConfiguration(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var keys = new Dictionary<string, string?>();

        // A folder is meant as seen from where the caller stands.
        if (_data is not null && parsed.GetValue(_data) is { } folder)
            keys[ServiceKeys.DataPath] = Path.GetFullPath(folder);
        if (_memory is not null && parsed.GetValue(_memory) is { } memory) keys[ServiceKeys.Memory] = memory;
        Take(_httpPort, ServiceKeys.HttpPort);
        if (_grpcPort is not null) Take(_grpcPort, ServiceKeys.GrpcPort);
        return keys;

        void Take(Option<int?> option, string key)
        {
            if (parsed.GetValue(option) is { } port) keys[key] = port.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static Option<int?> PortOption(string name, string what, int defaultPort) => new(name)
    {
        Description = $"Port that {what} listens on. Default: {defaultPort}.",
        HelpName = "N",
        CustomParser = result => ParsePort(result, name),
    };

    private static Option<string?> MemoryOption()
    {
        var option = new Option<string?>("--memory")
        {
            Description = $"Memory that the collections may take: {ByteSize.Forms}; 'none' for no limit. "
                + "What would take more is refused; what is there is served. "
                + "Default: 80 % of what the machine or the container has.",
            HelpName = "BYTES",
        };
        option.Validators.Add(result =>
        {
            string text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
            if (text != "none" && !ByteSize.TryParse(text, out _))
                result.AddError($"--memory is '{text}'; allowed is {ByteSize.Forms}, or 'none'.");
        });
        return option;
    }

    private static int? ParsePort(ArgumentResult result, string name)
    {
        string text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int port)) return port;
        result.AddError($"{name} is '{text}'; allowed is the number of a port.");
        return null;
    }
}
