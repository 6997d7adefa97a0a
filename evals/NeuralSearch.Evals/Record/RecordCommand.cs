using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using NeuralSearch.Evals.Ann;
using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Filtered;
using NeuralSearch.Evals.Loading;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Evals.Updates;

namespace NeuralSearch.Evals.Record;

/// <summary>
/// `evals record`: everything that evals/results/REPORT.md tells, one after the other, in about half an hour on two quiet
/// cores. A step is recorded when it ends, so that one that fails or is stopped costs the others nothing.
/// </summary>
internal static class RecordCommand
{
    // Of the largest set only what has a goal is built: usearch and faiss would take five minutes each.
    private static readonly string[] WithGoals =
        ["neuralsearch", "neuralsearch-bits1", .. EngineCatalog.Lean, "neuralsearch-avx2", "hnswlib"];

    // One bit pays from some five hundred components on (docs/adr/0023).
    private static readonly string[] Wide =
        ["neuralsearch", "neuralsearch-bits1", .. EngineCatalog.Lean, "hnswlib", "usearch", "faiss"];
    private static readonly string[] All = ["neuralsearch", "neuralsearch-avx2", "hnswlib", "usearch", "faiss"];

    public static Command Create()
    {
        Option<bool> smoke = Report.SmokeOption();
        var reportOnly = new Option<bool>("--report-only")
        {
            Description = "Measure nothing; write REPORT.md and its pictures anew from the .jsonl files.",
        };
        var command = new Command("record", "Everything that evals/results/REPORT.md tells, in about half an hour.")
        {
            smoke, reportOnly,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string results = RepositoryFolder.Combine("evals", "results");
            if (parsed.GetValue(reportOnly))
            {
                await ResultsFolder.WriteReportAsync(results, cancellationToken);
                return 0;
            }

            bool isSmoke = parsed.GetValue(smoke);
            int status = 0;
            long started = Stopwatch.GetTimestamp();
            foreach ((string name, Func<IReadOnlyList<Measurement>> run) in Steps(isSmoke, cancellationToken))
            {
                // The figures of a short run are not worth keeping.
                status |= await SuiteRun.RunAsync(run, json: null, isRecorded: !isSmoke, cancellationToken);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"== {name} done, {Stopwatch.GetElapsedTime(started).TotalMinutes:F1} minutes since the start"));
            }

            return status;
        });
        return command;
    }

    private static IEnumerable<(string Name, Func<IReadOnlyList<Measurement>> Run)> Steps(
        bool isSmoke, CancellationToken cancellationToken)
    {
        yield return Ann("text768", WithGoals);
        yield return Ann("fashion-mnist-784", Wide);
        yield return Ann("glove-100-cos", All);
        yield return Ann("sift-flowers-128", All, limit: 60_000);
        yield return Ann("wordnet-384", All);
        var filtered = new FilteredOptions { Data = ["text768"], Engines = ["neuralsearch", "hnswlib"] };
        yield return ("filtered", () => new FilteredSuite(
            isSmoke ? filtered.Smoke() : filtered, Console.Out).Run(cancellationToken));
        var loading = new LoadingOptions { Data = ["text768"], InitialRows = 50_000, LoadedRows = 50_000 };
        yield return ("loading", () => new LoadingSuite(
            isSmoke ? loading.Smoke() : loading, Console.Out).Run(cancellationToken));
        var updates = new UpdatesOptions { Data = isSmoke ? ["text768"] : UpdatesOptions.Defaults };
        yield return ("updates", () => new UpdatesSuite(
            isSmoke ? updates.Smoke() : updates, Console.Out).Run(cancellationToken));

        (string, Func<IReadOnlyList<Measurement>>) Ann(string data, string[] engines, int? limit = null)
        {
            var options = new AnnOptions { Data = [data], Engines = engines, Limit = limit };
            return ($"ann {data}", () => new AnnSuite(
                isSmoke ? options.Smoke() : options, Console.Out).Run(cancellationToken));
        }
    }
}
