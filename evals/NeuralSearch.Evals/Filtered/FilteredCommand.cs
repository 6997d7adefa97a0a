using System.CommandLine;
using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Index;

namespace NeuralSearch.Evals.Filtered;

/// <summary>`evals filtered` and its options.</summary>
internal static class FilteredCommand
{
    /// <summary>faiss takes a filter only in versions that Debian has not.</summary>
    private static readonly string[] Engines = [.. EngineCatalog.Names.Where(name => name != "faiss")];

    public static IReadOnlyList<string> DefaultEngines { get; } = ["neuralsearch", "hnswlib", "usearch"];

    public static Command Create()
    {
        Option<string[]> data = SuiteOptions.Names("--data", "Sets to measure on", VectorSets.Names, ["text768"]);
        Option<string[]> engines = SuiteOptions.Names("--engines", "Engines to measure", Engines, DefaultEngines);
        Option<int?> limit = SuiteOptions.Number("--limit", "At most so many rows of each set.", 1_000, int.MaxValue);
        Option<int?> queries = SuiteOptions.Number("--queries", "Queries (500).", 1, 10_000);
        Option<int?> rounds = SuiteOptions.Number("--rounds", "Rounds of which medians are taken (3).", 1, 100);
        Option<int?> ef = SuiteOptions.Number(
            "--ef", $"Beam width of every engine ({HnswOptions.DefaultEf}).", 1, HnswOptions.MaxEf);
        Option<FileInfo?> json = Report.JsonOption();
        Option<bool> smoke = Report.SmokeOption();
        Option<bool> record = SuiteOptions.Record();
        var command = new Command(
            "filtered", "Filtered search by kind and share of the filter: recall, results, CPU; beside hnswlib, usearch.")
        {
            data, engines, limit, queries, rounds, ef, json, record, smoke,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            bool isSmoke = parsed.GetValue(smoke);
            var options = new FilteredOptions
            {
                Data = parsed.GetValue(data) is { Length: > 0 } names ? names : ["text768"],
                Engines = parsed.GetValue(engines) is { Length: > 0 } chosen ? chosen
                    : isSmoke ? ["neuralsearch", "hnswlib"] : DefaultEngines,
            };
            if (isSmoke) options = options.Smoke();
            options = options with
            {
                Limit = parsed.GetValue(limit) ?? options.Limit,
                Queries = parsed.GetValue(queries) ?? options.Queries,
                Rounds = parsed.GetValue(rounds) ?? options.Rounds,
                Ef = parsed.GetValue(ef) ?? options.Ef,
            };
            return SuiteRun.RunAsync(
                () => new FilteredSuite(options, Console.Out).Run(cancellationToken),
                parsed.GetValue(json), parsed.GetValue(record), cancellationToken);
        });
        return command;
    }
}
