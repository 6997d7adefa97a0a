using System.CommandLine;
using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Reports;

namespace NeuralSearch.Evals.Updates;

/// <summary>`evals updates` and its options.</summary>
internal static class UpdatesCommand
{
    public static Command Create()
    {
        Option<string[]> data = SuiteOptions.Names("--data", "Sets to change", VectorSets.Names, UpdatesOptions.Defaults);
        Option<int?> rows = SuiteOptions.Number("--rows", "At most so many rows of each set (60000).", 2_000, int.MaxValue / 2);
        Option<int?> queries = SuiteOptions.Number("--queries", "Queries at each beam (1000).", 1, 10_000);
        Option<FileInfo?> json = Report.JsonOption();
        Option<bool> smoke = Report.SmokeOption();
        Option<bool> record = SuiteOptions.Record();
        var command = new Command(
            "updates", "Build, live insert, half deleted and refilled, merge, reopen: CPU beside hnswlib, recall beside a fresh build.")
        {
            data, rows, queries, json, record, smoke,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            bool isSmoke = parsed.GetValue(smoke);
            var options = new UpdatesOptions
            {
                Data = parsed.GetValue(data) is { Length: > 0 } names ? names
                    : isSmoke ? ["text768"] : UpdatesOptions.Defaults,
            };
            if (isSmoke) options = options.Smoke();
            options = options with
            {
                Rows = parsed.GetValue(rows) ?? options.Rows,
                Queries = parsed.GetValue(queries) ?? options.Queries,
            };
            return SuiteRun.RunAsync(
                () => new UpdatesSuite(options, Console.Out).Run(cancellationToken),
                parsed.GetValue(json), parsed.GetValue(record), cancellationToken);
        });
        return command;
    }
}
