using NeuralSearch.Evals.Reports;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace NeuralSearch.Evals.Record;

/// <summary>CPU of a filtered query in each cell, a line an engine; a cell with less than .98 recall is hollow.</summary>
internal static class FilteredPicture
{
    private const float MarkerSize = 9;

    /// <param name="rows">The cells of every engine.</param>
    /// <param name="title">Of the picture.</param>
    /// <param name="path">Where the PNG goes.</param>
    public static void Write(IReadOnlyList<Measurement> rows, string title, string path)
    {
        string[] cells = [.. rows.Select(row => row.Case).Distinct()];
        var plot = new Plot();
        foreach (IGrouping<string, Measurement> engine in rows.GroupBy(row => row.Engine))
        {
            Color color = plot.Add.GetNextColor();
            foreach ((Measurement row, int i) in engine.Select((row, i) => (row, i)))
            {
                var marker = plot.Add.Marker(
                    Array.IndexOf(cells, row.Case), Math.Log10(row.CpuUs!.Value),
                    row.Recall >= Filtered.FilteredGoals.MinRecall ? MarkerShape.FilledCircle : MarkerShape.OpenCircle,
                    MarkerSize, color);
                if (i == 0) marker.LegendText = engine.Key;
            }
        }

        plot.Axes.Left.TickGenerator = PictureAxes.Logarithmic();
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. cells.Select((_, i) => (double)i)], cells);
        plot.Axes.Bottom.TickLabelStyle.Rotation = 45;
        plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleLeft;
        plot.Axes.Bottom.MinimumSize = 110;
        plot.ShowLegend(Edge.Right);
        PictureAxes.Save(plot, $"{title} (hollow: recall below .98)", "", "CPU microseconds a query", path);
    }
}
