using System.CommandLine;
using NeuralSearch.Evals.Reports;

namespace NeuralSearch.Evals.Storage;

/// <summary>`evals storage` and its options.</summary>
internal static class StorageCommand
{
    public static Command Create()
    {
        Option<int?> points = SuiteOptions.Number(
            "--points", "Points of the collection that is opened again (100000); 0 for none.", 0, int.MaxValue / 768);
        Option<int?> collections = SuiteOptions.Number("--collections", "Empty collections (2000).", 1, 100_000);
        var data = new Option<DirectoryInfo?>("--data")
        {
            Description = "A folder on the disk to measure. Without it: that of temporary files.",
            HelpName = "DIR",
        };
        Option<FileInfo?> json = Report.JsonOption();
        Option<bool> smoke = Report.SmokeOption();
        var command = new Command(
            "storage", "A node as a process: empty collections, restarts and kills, upserts beside a bare fdatasync.")
        {
            points, collections, data, json, smoke,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new StorageOptions { Folder = parsed.GetValue(data)?.FullName };
            if (parsed.GetValue(smoke)) options = options.Smoke();
            options = options with
            {
                Points = parsed.GetValue(points) ?? options.Points,
                Collections = parsed.GetValue(collections) ?? options.Collections,
            };
            return SuiteRun.RunAsync(
                () => new StorageSuite(options, Console.Out).RunAsync(cancellationToken),
                parsed.GetValue(json), isRecorded: false, cancellationToken);
        });
        return command;
    }
}
