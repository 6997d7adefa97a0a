using System.Diagnostics;
using System.Text.Json.Nodes;
using NeuralSearch.Notebooks.Documents;
using NeuralSearch.Notebooks.Kernel;

namespace NeuralSearch.Notebooks.Execution;

/// <summary>Runs the code cells of a notebook one after another, up to the first that fails.</summary>
/// <param name="notebook">The notebook.</param>
/// <param name="folder">Its folder, from which its paths start.</param>
/// <param name="settings">Values for variables that the cell with the tag <c>parameters</c> declares.</param>
/// <param name="cellLimit">How long a cell may take.</param>
internal sealed class NotebookRun(
    Notebook notebook, string folder, IReadOnlyDictionary<string, string> settings, TimeSpan cellLimit)
{
    private const string ParametersTag = "parameters";

    private readonly List<CellResult> _results = [];

    /// <summary>Called after each cell, with its time.</summary>
    public Action<CodeCell, TimeSpan> CellEnded { get; init; } = (_, _) => { };

    /// <summary>The file with what the cells put out so far; cells that were not reached are empty.</summary>
    public byte[] File => notebook.WithResults(
        [.. _results, .. Enumerable.Repeat(CellResult.NotReached, notebook.Cells.Count - _results.Count)]);

    /// <summary>Runs it.</summary>
    /// <returns>The cell that failed, or null if all have run.</returns>
    /// <exception cref="SettingException">There are settings and no cell takes them.</exception>
    public async Task<CellFailure?> RunAsync()
    {
        if (settings.Count > 0 && !notebook.Cells.Any(cell => cell.IsParameters))
            throw new SettingException(
                $"'{settings.Keys.First()}' is to be set, but no cell of the notebook has the tag '{ParametersTag}'.");

        using var session = new ScriptSession(folder);
        CellOutputs? outputs = null;
        var kernel = new KernelSession(values => outputs!.Display(values));
        foreach (CodeCell cell in notebook.Cells)
        {
            outputs = new CellOutputs();
            long started = Stopwatch.GetTimestamp();
            CellError? error = await RunAsync(cell, session, kernel, outputs);
            CellEnded(cell, Stopwatch.GetElapsedTime(started));
            if (error is not null) outputs.Error(error);
            JsonArray written = outputs.ToJson();
            _results.Add(new CellResult(_results.Count + 1, written));
            if (error is not null) return new CellFailure(cell, error);
        }

        return null;
    }

    private async Task<CellError?> RunAsync(
        CodeCell cell, ScriptSession session, KernelSession kernel, CellOutputs outputs)
    {
        int executionCount = _results.Count + 1;

        // On a thread of its own, because a cell that never awaits would run on this one and never be left.
        Task<CellError?> running = Task.Run(async () =>
        {
            KernelSession.Current = kernel;
            CellConsole.Redirect(outputs);
            try
            {
                object? value = await session.RunAsync(cell.Source, $"cell {cell.Number}");
                if (value is not null) outputs.Result(kernel.Formatters.Format(value, []), executionCount);
                if (cell.IsParameters)
                    foreach ((string name, string text) in settings) session.Set(name, text);
                return null;
            }
            catch (Exception error)
            {
                return CellError.Of(error);
            }
        });
        try
        {
            return await running.WaitAsync(cellLimit);
        }
        catch (TimeoutException)
        {
            return CellError.Of(new CellTimeoutException(cellLimit));
        }
    }
}
