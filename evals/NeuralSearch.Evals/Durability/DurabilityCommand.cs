using System.CommandLine;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Testing.Faults;

namespace NeuralSearch.Evals.Durability;

/// <summary>`evals durability` and its options.</summary>
internal static class DurabilityCommand
{
    public static Command Create()
    {
        Option<string[]> only = new("--only")
        {
            Description = $"Faults, with commas between: {string.Join(", ", DurabilityOptions.Faults)}. Without it: all.",
            HelpName = "NAMES",
            AllowMultipleArgumentsPerToken = true,
            CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Split(','))],
        };
        only.Validators.Add(result =>
        {
            foreach (string name in result.Tokens.SelectMany(token => token.Value.Split(',')))
                if (!DurabilityOptions.Faults.Contains(name))
                    result.AddError($"--only does not know '{name}'; it takes {string.Join(", ", DurabilityOptions.Faults)}.");
        });
        Option<int?> cycles = SuiteOptions.Number("--cycles", "Kills at random under load (1000).", 1, 1_000_000);
        Option<int?> cuts = SuiteOptions.Number(
            "--cuts", "Power cuts that are replayed (500); a fifth as many stop a real ext4.", 1, 1_000_000);
        Option<int?> seed = SuiteOptions.Number(
            "--seed", "Decides what is written and where it breaks.", int.MinValue, int.MaxValue);
        Option<FileInfo?> json = Report.JsonOption();
        Option<bool> smoke = Report.SmokeOption();
        var command = new Command(
            "durability", "Kills, power cuts, failing and full disks, damaged files: is what was acknowledged there?")
        {
            only, cycles, cuts, seed, json, smoke,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new DurabilityOptions { Seed = parsed.GetValue(seed) ?? TestSeed.Choose() };
            if (parsed.GetValue(smoke)) options = options.Smoke();
            options = options with
            {
                Only = parsed.GetValue(only) is { Length: > 0 } names ? names : DurabilityOptions.Faults,
                Cycles = parsed.GetValue(cycles) ?? options.Cycles,
                Cuts = parsed.GetValue(cuts) ?? options.Cuts,
                Shutdowns = parsed.GetValue(cuts) is { } all ? Math.Max(1, all / 5) : options.Shutdowns,
            };
            Console.WriteLine(MachineDescription.Current.Sentence);
            var suite = new DurabilitySuite(options, Console.Out);
            IReadOnlyList<Measurement> measurements = await suite.RunAsync(cancellationToken);
            if (parsed.GetValue(json) is { } file)
                await Report.WriteAsync(measurements, file.FullName, cancellationToken);
            return suite.IsSound ? 0 : 1;
        });
        return command;
    }
}
