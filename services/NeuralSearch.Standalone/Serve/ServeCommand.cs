using System.CommandLine;
using System.Globalization;
using NeuralSearch.ServiceDefaults.Hosting;

namespace NeuralSearch.Standalone.Serve;

/// <summary><c>neuralsearch serve</c>: everything in one process.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var server = new ServiceArguments(StandaloneHost.Profile);
        var noSample = new Option<bool>("--no-sample")
        {
            Description = "Do not load the film sample into an empty store.",
        };
        var sample = new Option<int?>("--sample")
        {
            Description =
                "How many films of the sample to load: a number, or 'all'. " +
                $"Default: {SampleChoice.DefaultLimit}.",
            HelpName = "all|N",
            CustomParser = ParseSample,
        };
        var standalone = new Option<bool>("--standalone")
        {
            Description = "Run everything in one process, which is the default.",
        };

        var command = new Command("serve", StandaloneHost.Profile.Description)
        {
            noSample, sample, standalone,
        };
        server.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(noSample) && result.GetResult(sample) is { Implicit: false })
                result.AddError("--no-sample and --sample exclude each other.");
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            Dictionary<string, string?> keys = server.ToConfiguration(parsed);
            new SampleChoice(parsed.GetValue(noSample), parsed.GetValue(sample)).AddTo(keys);
            return ServiceHost.RunAsync(() => StandaloneHost.Build(keys), cancellationToken);
        });
        return command;
    }

    private static int? ParseSample(System.CommandLine.Parsing.ArgumentResult result)
    {
        string text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
        if (text == "all") return SampleChoice.WholeSample;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit > 0)
            return limit;
        result.AddError($"--sample is '{text}'; allowed: 'all' or a number above 0. For no sample use --no-sample.");
        return SampleChoice.WholeSample;
    }
}
