using System.CommandLine;
using System.Globalization;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Inspection;

namespace NeuralSearch.Standalone.Doctor;

/// <summary><c>neuralsearch doctor --check FOLDER</c>: verifies a data folder that no process uses.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var check = new Option<DirectoryInfo>("--check")
        {
            Description = "The data folder. Nothing in it is changed; the process that has it must be stopped.",
            HelpName = "FOLDER",
            Required = true,
        };
        var command = new Command(
            "doctor", "Verify a data folder: checksums, logs, ids, vectors and graphs. 0: sound, 1: not, 2: not checked.")
        {
            check,
        };
        command.SetAction(parsed => Check(parsed.GetRequiredValue(check).FullName));
        return command;
    }

    private static int Check(string folder)
    {
        try
        {
            bool isSound = true;
            foreach (CollectionReport report in StoreInspector.Inspect(folder))
            {
                Print(report);
                isSound &= report.Problems.Count == 0;
            }

            (int count, IReadOnlyList<string> problems) = StoreInspector.InspectSnapshots(folder);
            if (count > 0) Console.WriteLine($"{Mark(problems.Count == 0)} {count} snapshots");
            Print(problems, "problem");
            isSound &= problems.Count == 0;
            Console.WriteLine(isSound ? "The folder is sound." : "The folder is damaged: restore what is named above.");
            return isSound ? 0 : 1;
        }
        catch (Exception error) when (error is DirectoryNotFoundException or FolderInUseException
            or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"neuralsearch: {error.Message}");
            return 2;
        }
    }

    private static void Print(CollectionReport report)
    {
        string reached = report.InGraphs == 0
            ? "no graph"
            : $"graphs lead to {Number(report.Reached)} of {Number(report.InGraphs)} vectors";
        Console.WriteLine(
            $"{Mark(report.Problems.Count == 0)} {report.Name}: {Number(report.Points)} points, {reached}, " +
            $"{Number((long)report.Replayed)} of {Number((long)report.Operations)} operations to replay");
        Print(report.Notes, "note");
        Print(report.Problems, "problem");
    }

    private static void Print(IEnumerable<string> lines, string kind)
    {
        foreach (string line in lines) Console.WriteLine($"    {kind}: {line}");
    }

    private static string Mark(bool isSound) => isSound ? "ok     " : "DAMAGED";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
