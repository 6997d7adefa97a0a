using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using NeuralSearch.Notebooks.Documents;
using NeuralSearch.Notebooks.Execution;
using Spectre.Console;

namespace NeuralSearch.Notebooks;

/// <summary>The command line of the runner.</summary>
internal static class CommandLine
{
    private const int DefaultLimitSeconds = 600;
    private const int MostShown = 56;

    public static Task<int> RunAsync(string[] args)
    {
        var notebooks = new Argument<FileInfo[]>("notebooks")
        {
            Description = "Notebooks (.ipynb) with C# cells.",
            Arity = ArgumentArity.OneOrMore,
        }.AcceptExistingOnly();
        var set = new Option<string[]>("--set")
        {
            Description = "Gives a variable of the cell with the tag 'parameters' another value, in each notebook.",
            HelpName = "NAME=VALUE",
        };
        set.Validators.Add(CheckSettings);
        var check = new Option<bool>("--check")
        {
            Description = "Runs without writing: the files stay as they are.",
        };
        var timeout = new Option<int>("--timeout")
        {
            Description = "How long a cell may take.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => DefaultLimitSeconds,
        };
        timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var seconds and (< 1 or > 86_400))
                result.AddError($"--timeout is {seconds}; it takes 1 to 86400 seconds.");
        });
        var root = new RootCommand(
            "Runs notebooks without Jupyter and writes their outputs into them. The exit code is 1 if a cell fails.")
        {
            notebooks, set, check, timeout,
        };
        root.SetAction(async parsed =>
        {
            Dictionary<string, string> settings = Settings(parsed.GetValue(set) ?? []);
            foreach (FileInfo notebook in parsed.GetValue(notebooks)!)
            {
                bool succeeded = await RunAsync(
                    notebook, settings, TimeSpan.FromSeconds(parsed.GetValue(timeout)), isWritten: !parsed.GetValue(check));
                if (!succeeded) return 1;
            }

            return 0;
        });
        return root.Parse(args).InvokeAsync();
    }

    private static async Task<bool> RunAsync(
        FileInfo file, Dictionary<string, string> settings, TimeSpan cellLimit, bool isWritten)
    {
        // As in Jupyter: a path in a cell starts from the notebook's folder.
        string folder = Environment.CurrentDirectory = file.DirectoryName!;
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{file.Name}[/]");
        try
        {
            Notebook notebook = Notebook.Parse(await File.ReadAllBytesAsync(file.FullName));
            var run = new NotebookRun(notebook, folder, settings, cellLimit) { CellEnded = PrintCell };
            CellFailure? failure = await run.RunAsync();
            if (isWritten) await File.WriteAllBytesAsync(file.FullName, run.File);
            if (failure is null) return true;
            await Console.Error.WriteLineAsync($"{file.Name}: {failure}");
        }
        catch (Exception error) when (error is NotebookFormatException or SettingException)
        {
            await Console.Error.WriteLineAsync($"{file.Name}: {error.Message}");
        }

        return false;
    }

    private static void PrintCell(CodeCell cell, TimeSpan time)
    {
        string first = cell.Source.Split('\n').Select(line => line.Trim())
            .FirstOrDefault(line => line.Length > 0 && !line.StartsWith('#')) ?? "";
        if (first.Length > MostShown) first = first[..(MostShown - 1)] + "…";
        AnsiConsole.MarkupLineInterpolated(
            CultureInfo.InvariantCulture, $"  cell {cell.Number,2}  {time.TotalSeconds,6:0.0} s  [grey]{first}[/]");
    }

    private static void CheckSettings(OptionResult result)
    {
        foreach (Token token in result.Tokens)
            if (token.Value.IndexOf('=') < 1) result.AddError($"--set is '{token.Value}'; it takes NAME=VALUE.");
    }

    /// <summary>The last value of a name that is given more than once counts.</summary>
    private static Dictionary<string, string> Settings(IEnumerable<string> pairs)
    {
        var settings = new Dictionary<string, string>();
        foreach (string pair in pairs)
        {
            int equals = pair.IndexOf('=');
            settings[pair[..equals]] = pair[(equals + 1)..];
        }

        return settings;
    }
}
