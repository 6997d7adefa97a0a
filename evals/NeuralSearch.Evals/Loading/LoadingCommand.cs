using System.CommandLine;
using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Reports;

namespace NeuralSearch.Evals.Loading;

/// <summary>`evals loading` and its options.</summary>
internal static class LoadingCommand
{
    public static Command Create()
    {
        Option<string[]> data = SuiteOptions.Names("--data", "Sets to load", VectorSets.Names, ["text768"]);
        Option<int?> initial = SuiteOptions.Number("--initial", "Rows at first (100000).", 1_000, int.MaxValue / 2);
        Option<int?> rows = SuiteOptions.Number("--rows", "Rows that are loaded (100000).", 1_000, int.MaxValue / 2);
        Option<int?> rate = SuiteOptions.Number("--rate", "Queries a second (50).", 1, 1_000);
        Option<int?> idle = SuiteOptions.Number("--idle", "Seconds of each idle phase (20).", 1, 3_600);
        Option<FileInfo?> json = Report.JsonOption();
        Option<bool> smoke = Report.SmokeOption();
        Option<bool> record = SuiteOptions.Record();
        var command = new Command(
            "loading", "Queries at a fixed rate while rows are loaded at full speed: latency and recall beside idle.")
        {
            data, initial, rows, rate, idle, json, record, smoke,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new LoadingOptions
            {
                Data = parsed.GetValue(data) is { Length: > 0 } names ? names : ["text768"],
            };
            if (parsed.GetValue(smoke)) options = options.Smoke();
            options = options with
            {
                InitialRows = parsed.GetValue(initial) ?? options.InitialRows,
                LoadedRows = parsed.GetValue(rows) ?? options.LoadedRows,
                Rate = parsed.GetValue(rate) ?? options.Rate,
                IdleSeconds = parsed.GetValue(idle) ?? options.IdleSeconds,
            };
            return SuiteRun.RunAsync(
                () => new LoadingSuite(options, Console.Out).Run(cancellationToken),
                parsed.GetValue(json), parsed.GetValue(record), cancellationToken);
        });
        return command;
    }
}
