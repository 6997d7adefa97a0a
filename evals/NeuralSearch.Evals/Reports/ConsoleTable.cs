using System.Globalization;
using Spectre.Console;

namespace NeuralSearch.Evals.Reports;

/// <summary>A table of figures, wide and without colours, so that it can be kept as text.</summary>
internal static class ConsoleTable
{
    public static void Write(TextWriter output, string title, string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table { Border = TableBorder.Ascii2, Title = new TableTitle(title) };
        foreach (string column in columns) table.AddColumn(new TableColumn(column).NoWrap().RightAligned());
        foreach (string[] row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        console.Profile.Width = 240;
        console.Write(table);
    }

    public static string Text(double? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
