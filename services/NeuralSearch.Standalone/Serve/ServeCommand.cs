using System.CommandLine;
using System.Globalization;

namespace NeuralSearch.Standalone.Serve;

/// <summary><c>neuralsearch serve</c>: everything in one process.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var data = new Option<string?>("--data")
        {
            Description =
                "Folder for all data, made when missing. Default: NeuralSearch in the user's local application data.",
            HelpName = "DIR",
        };
        var httpPort = new Option<int?>("--http-port")
        {
            Description = "Port of the page and the HTTP API on loopback. Default: 7700.",
            HelpName = "N",
        };
        var grpcPort = new Option<int?>("--grpc-port")
        {
            Description = "Port of Qdrant's gRPC on loopback. Default: 6334.",
            HelpName = "N",
        };
        var noSample = new Option<bool>("--no-sample")
        {
            Description = "Do not load the film sample into an empty store.",
        };
        var sample = new Option<int?>("--sample")
        {
            Description =
                "How many films of the sample to load: a number, or 'all'. " +
                $"Default: {ServeSettings.DefaultSampleLimit}.",
            HelpName = "all|N",
            CustomParser = ParseSample,
        };
        var standalone = new Option<bool>("--standalone")
        {
            Description = "Run everything in one process, which is the default.",
        };

        var command = new Command("serve", "Serve the search page, the HTTP API and Qdrant's gRPC from one process.")
        {
            data, httpPort, grpcPort, noSample, sample, standalone,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(noSample) && result.GetResult(sample) is { Implicit: false })
                result.AddError("--no-sample and --sample exclude each other.");
        });
        command.SetAction((parsed, cancellationToken) => StandaloneHost.RunAsync(
            new ServeSettings(
                // A folder is meant as seen from where the caller stands.
                parsed.GetValue(data) is { } folder ? Path.GetFullPath(folder) : null,
                parsed.GetValue(httpPort),
                parsed.GetValue(grpcPort),
                parsed.GetValue(noSample),
                parsed.GetValue(sample)),
            cancellationToken));
        return command;
    }

    private static int? ParseSample(System.CommandLine.Parsing.ArgumentResult result)
    {
        string text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
        if (text == "all") return ServeSettings.WholeSample;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit > 0)
            return limit;
        result.AddError($"--sample is '{text}'; allowed: 'all' or a number above 0. For no sample use --no-sample.");
        return ServeSettings.WholeSample;
    }
}
