using System.CommandLine;
using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Ann.Record;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Index;

namespace NeuralSearch.Evals.Ann;

/// <summary>`evals ann` and its options.</summary>
internal static class AnnCommand
{
    /// <summary>Starts the engine of this repository as a process that `ann` speaks to; not for people.</summary>
    public const string EngineCommand = "ann-engine";

    public static Command Create()
    {
        var data = new Option<string[]>("--data")
        {
            Description = $"Sets to measure on: {string.Join(", ", VectorSets.Names)}. " +
                $"Without it: {string.Join(", ", VectorSets.Defaults)}.",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
        };
        var engines = new Option<string[]>("--engines")
        {
            Description = $"Engines to measure: {string.Join(", ", EngineCatalog.Names)}. " +
                $"Without it: {string.Join(", ", EngineCatalog.Defaults)}.",
            HelpName = "NAME",
            AllowMultipleArgumentsPerToken = true,
        };
        data.AcceptOnlyFromAmong([.. VectorSets.Names]);
        engines.AcceptOnlyFromAmong([.. EngineCatalog.Names]);
        Option<int?> limit = Number("--limit", "At most so many rows of each set.", AnnOptions.K, int.MaxValue);
        Option<int?> queries = Number("--queries", "Queries a batch (1000).", 1, 10_000);
        Option<int?> rounds = Number("--rounds", "Rounds of which medians are taken (3).", 1, 100);
        Option<int?> m = Number("--m", "Links per node of the engine; peers have 16.", HnswOptions.MinM, HnswOptions.MaxM);
        Option<int?> efConstruction = Number("--ef-construction", "Beam at build of the engine; peers have 200.",
            HnswOptions.MinEfConstruction, HnswOptions.MaxEfConstruction);
        Option<FileInfo?> json = Report.JsonOption();
        Option<bool> smoke = Report.SmokeOption();
        var record = new Option<bool>("--record")
        {
            Description = "Also append the measurements to evals/results/ann.jsonl and write REPORT.md there anew.",
        };
        var command = new Command(
            "ann", "Recall against time, memory and build of the engine beside hnswlib, usearch and faiss.")
        {
            data, engines, limit, queries, rounds, m, efConstruction, json, record, smoke,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            bool isSmoke = parsed.GetValue(smoke);
            var options = new AnnOptions
            {
                Data = parsed.GetValue(data) is { Length: > 0 } names ? names
                    : isSmoke ? ["glove-100-cos", "text768"] : VectorSets.Defaults,
                Engines = parsed.GetValue(engines) is { Length: > 0 } chosen ? chosen : EngineCatalog.Defaults,
                M = parsed.GetValue(m),
                EfConstruction = parsed.GetValue(efConstruction),
            };
            if (isSmoke) options = options.Smoke();
            options = options with
            {
                Limit = parsed.GetValue(limit) ?? options.Limit,
                Queries = parsed.GetValue(queries) ?? options.Queries,
                Rounds = parsed.GetValue(rounds) ?? options.Rounds,
            };
            Console.WriteLine(MachineDescription.Current.Sentence);
            IReadOnlyList<Measurement> measurements;
            try
            {
                measurements = new AnnSuite(options, Console.Out).Run(cancellationToken);
            }
            catch (Exception error) when (error is InvalidOperationException or IOException or InvalidDataException
                or PlatformNotSupportedException)
            {
                Console.Error.WriteLine(error.Message);
                return 1;
            }

            if (parsed.GetValue(json) is { } file)
                await Report.WriteAsync(measurements, file.FullName, cancellationToken);
            if (parsed.GetValue(record))
                await AnnRecord.AppendAsync(RepositoryFolder.Combine("evals", "results"), measurements, cancellationToken);
            return 0;
        });
        return command;
    }

    /// <summary>The command that <see cref="EngineCommand"/> names.</summary>
    public static Command CreateEngine()
    {
        var arguments = new Argument<string[]>("arguments");
        var command = new Command(EngineCommand, "Answers `ann` over standard input and output.") { arguments };
        command.Hidden = true;
        command.SetAction(parsed => EngineHost.Run(parsed.GetValue(arguments)!));
        return command;
    }

    private static Option<int?> Number(string name, string description, int min, int max)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out int value) && (value < min || value > max))
                result.AddError($"{name} is {value}; it takes {min} to {max}.");
        });
        return option;
    }
}
