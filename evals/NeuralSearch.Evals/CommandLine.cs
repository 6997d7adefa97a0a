using System.CommandLine;
using NeuralSearch.Evals.Ann;
using NeuralSearch.Evals.Connections;
using NeuralSearch.Evals.Durability;
using NeuralSearch.Evals.Filtered;
using NeuralSearch.Evals.Ingest;
using NeuralSearch.Evals.Load;
using NeuralSearch.Evals.Loading;
using NeuralSearch.Evals.Overload;
using NeuralSearch.Evals.Record;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Evals.Storage;
using NeuralSearch.Evals.Updates;

namespace NeuralSearch.Evals;

/// <summary>The measurements of the project, each a command that anyone can run.</summary>
internal static class CommandLine
{
    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Measures NeuralSearch as a whole process, with CPU and data named.")
        {
            AnnCommand.Create(),
            AnnCommand.CreateEngine(),
            FilteredCommand.Create(),
            LoadingCommand.Create(),
            UpdatesCommand.Create(),
            DurabilityCommand.Create(),
            StorageCommand.Create(),
            RecordCommand.Create(),
            Suite(
                "ingest",
                "Start on an empty store, load the film sample, restart: times and memory.",
                IngestSuite.RunAsync),
            Suite("load", "Searches at a fixed rate (open loop) over the film sample: latency.", LoadSuite.RunAsync),
            Suite(
                "overload",
                "Three times the rate that can be answered: what is still answered, refusals, recovery.",
                OverloadSuite.RunAsync),
            Suite(
                "connections",
                "Thousands of idle connections and of slow senders beside active clients.",
                ConnectionsSuite.RunAsync),
        };
        return root.Parse(args).InvokeAsync();
    }

    private static Command Suite(
        string name, string description, Func<bool, CancellationToken, Task<IReadOnlyList<Measurement>>> run)
    {
        Option<FileInfo?> json = Report.JsonOption();
        Option<bool> smoke = Report.SmokeOption();
        var command = new Command(name, description) { json, smoke };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IReadOnlyList<Measurement> measurements = await run(parsed.GetValue(smoke), cancellationToken);
            Report.Print(measurements);
            if (parsed.GetValue(json) is { } file)
                await Report.WriteAsync(measurements, file.FullName, cancellationToken);
            return 0;
        });
        return command;
    }
}
