using System.CommandLine;
using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Engines;
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
        Option<string[]> data = SuiteOptions.Names("--data", "Sets to measure on", VectorSets.Names, VectorSets.Defaults);
        Option<string[]> engines = SuiteOptions.Names(
            "--engines", $"Engines to measure; on wide sets also {string.Join(", ", EngineCatalog.Lean)}", EngineCatalog.Names,
            EngineCatalog.Defaults);
        Option<int?> limit = SuiteOptions.Number("--limit", "At most so many rows of each set.", AnnOptions.K, int.MaxValue);
        Option<int?> queries = SuiteOptions.Number("--queries", "Queries a batch (1000).", 1, 10_000);
        Option<int?> rounds = SuiteOptions.Number("--rounds", "Rounds of which medians are taken (3).", 1, 100);
        Option<int?> m = SuiteOptions.Number("--m", "Links per node of the engine; peers have 16.", HnswOptions.MinM, HnswOptions.MaxM);
        Option<int?> efConstruction = SuiteOptions.Number("--ef-construction", "Beam at build of the engine; peers have 200.",
            HnswOptions.MinEfConstruction, HnswOptions.MaxEfConstruction);
        Option<FileInfo?> json = Report.JsonOption();
        Option<bool> smoke = Report.SmokeOption();
        Option<bool> record = SuiteOptions.Record();
        var command = new Command(
            "ann", "Recall against time, memory and build of the engine beside hnswlib, usearch and faiss.")
        {
            data, engines, limit, queries, rounds, m, efConstruction, json, record, smoke,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            bool isSmoke = parsed.GetValue(smoke);
            var options = new AnnOptions
            {
                Data = parsed.GetValue(data) is { Length: > 0 } names ? names
                    : isSmoke ? ["glove-100-cos", "text768"] : VectorSets.Defaults,
                Engines = parsed.GetValue(engines) is { Length: > 0 } chosen ? chosen : null,
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
            return SuiteRun.RunAsync(
                () => new AnnSuite(options, Console.Out).Run(cancellationToken),
                parsed.GetValue(json), parsed.GetValue(record), cancellationToken);
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
}
