using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using NeuralSearch.AppHost.Containers;

namespace NeuralSearch.AppHost;

/// <summary>
/// The command line of the Aspire mode: our options, Aspire's own, and configuration keys. Anything else is refused,
/// where Aspire would take it for configuration and say nothing.
/// </summary>
internal static class AppHostCommandLine
{
    private const int LargestPort = 65535;

    /// <summary>What Aspire 13 reads from the command line; each takes a value.</summary>
    private static readonly string[] AspireOptions =
    [
        "--operation", "--step", "--output-path", "--publisher", "--log-level", "--environment",
        "--include-exception-details", "--clear-cache", "--deploy", "--contentRoot", "--applicationName",
    ];

    /// <summary>Makes the command; the action gets our settings and the arguments that are Aspire's.</summary>
    public static RootCommand Create(Func<AppHostSettings, string[], CancellationToken, Task<int>> run)
    {
        Option<ContainersChoice> containers = new("--containers")
        {
            Description = "Vectors in three Qdrant containers (on), in an own node (off), or in containers where an "
                + "engine answers (auto). Default: auto.",
            HelpName = "auto|on|off",
            CustomParser = ParseContainers,
        };
        Option<string?> data = new("--data")
        {
            Description = "Folder for the services' data, made when missing. Default: NeuralSearch/apart in the user's "
                + "local application data. Containers keep theirs in named volumes.",
            HelpName = "DIR",
        };
        Option<int> httpPort = Port("--http-port", "the page and the HTTP API", AppHostSettings.DefaultHttpPort);
        Option<int> grpcPort = Port("--grpc-port", "Qdrant's gRPC", AppHostSettings.DefaultGrpcPort);
        Option<bool> noSample = new("--no-sample") { Description = "Do not load the film sample into an empty store." };
        Option<int?> sample = new("--sample")
        {
            Description = "How many films of the sample to load: a number, or 'all'.",
            HelpName = "all|N",
            CustomParser = ParseSample,
        };
        Option<bool> standalone = new("--standalone")
        {
            Description = "Run everything in one process, without Aspire. '--standalone --help' lists its options.",
        };

        var root = new RootCommand(
            "The whole system, every service in a process of its own, with the Aspire dashboard. "
            + "Aspire's own arguments (--operation publish --step publish --output-path DIR, --Section:Key=value) are "
            + "passed on.")
        {
            containers, data, httpPort, grpcPort, noSample, sample, standalone,
        };
        root.TreatUnmatchedTokensAsErrors = false;
        root.Validators.Add(result =>
        {
            if (result.GetValue(noSample) && result.GetResult(sample) is { Implicit: false })
                result.AddError("--no-sample and --sample exclude each other.");
        });
        root.SetAction(async (parsed, cancellationToken) =>
        {
            if (FirstUnknown(parsed.UnmatchedTokens) is { } unknown)
            {
                await Console.Error.WriteLineAsync(
                    $"Unknown argument '{unknown}'. '--help' lists the options of the AppHost; Aspire's are "
                    + $"{string.Join(", ", AspireOptions)}, and configuration is given as --Section:Key=value.");
                return 2;
            }

            AppHostSettings settings = new(
                parsed.GetValue(containers),
                parsed.GetValue(data) is { } folder ? Path.GetFullPath(folder) : null,
                parsed.GetValue(httpPort),
                parsed.GetValue(grpcPort),
                parsed.GetValue(noSample) ? AppHostSettings.NoSample : parsed.GetValue(sample));
            return await run(settings, [.. parsed.UnmatchedTokens], cancellationToken);
        });
        return root;
    }

    /// <summary>Parses and runs.</summary>
    /// <returns>What the action returned; 2 when the command line is wrong.</returns>
    public static async Task<int> InvokeAsync(RootCommand command, string[] args)
    {
        ParseResult parsed = command.Parse(args);
        int code = await parsed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,

            // Aspire stops its processes in order; nobody ends it before.
            ProcessTerminationTimeout = null,
        });
        return parsed.Errors.Count > 0 ? 2 : code;
    }

    /// <summary>Whether Aspire is asked to publish or deploy rather than to run.</summary>
    public static bool IsPublishing(IReadOnlyList<string> arguments) =>
        ValueOf("--operation", arguments) is { } operation
            ? !operation.Equals("run", StringComparison.OrdinalIgnoreCase)
            : ValueOf("--publisher", arguments) is not null;

    private static string? ValueOf(string option, IReadOnlyList<string> arguments)
    {
        for (int index = 0; index < arguments.Count; index++)
        {
            if (arguments[index].StartsWith(option + "=", StringComparison.Ordinal))
                return arguments[index][(option.Length + 1)..];
            if (arguments[index] == option && index + 1 < arguments.Count) return arguments[index + 1];
        }

        return null;
    }

    private static string? FirstUnknown(IReadOnlyList<string> tokens)
    {
        bool valueMayFollow = false;
        foreach (string token in tokens)
        {
            string name = token.Split('=')[0];
            bool isKnown = name.Contains(':', StringComparison.Ordinal) || AspireOptions.Contains(name);
            bool isValue = valueMayFollow && !token.StartsWith('-');
            if (!isKnown && !isValue) return token;
            valueMayFollow = isKnown && !token.Contains('=', StringComparison.Ordinal);
        }

        return null;
    }

    private static Option<int> Port(string name, string what, int standard) => new(name)
    {
        Description = $"Port of {what} on loopback. Default: {standard}.",
        HelpName = "N",
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
        {
            string text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port)
                && port is > 0 and <= LargestPort) return port;
            result.AddError($"{name} is '{text}'; allowed: a port from 1 to {LargestPort}.");
            return standard;
        },
    };

    private static ContainersChoice ParseContainers(ArgumentResult result)
    {
        string? word = result.Tokens.Count == 0 ? null : result.Tokens[0].Value;
        if (!ContainersChoices.TryParse(word, out ContainersChoice choice))
            result.AddError(ContainersChoices.Refusal(word));
        return choice;
    }

    private static int? ParseSample(ArgumentResult result)
    {
        string text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
        if (text == "all") return AppHostSettings.WholeSample;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit > 0)
            return limit;
        result.AddError($"--sample is '{text}'; allowed: 'all' or a number above 0. For no sample use --no-sample.");
        return null;
    }
}
