using System.Globalization;
using NeuralSearch.Evals.Loading;
using NeuralSearch.Evals.Reports;
using ScottPlot;

namespace NeuralSearch.Evals.Record;

/// <summary>Median and 99th percentile of the queries over the time of a load, by window.</summary>
internal static class LoadingPicture
{
    /// <param name="windows">Of all phases.</param>
    /// <param name="title">Of the picture.</param>
    /// <param name="path">Where the PNG goes.</param>
    public static void Write(IReadOnlyList<Measurement> windows, string title, string path)
    {
        Measurement[] ordered = [.. windows.OrderBy(Second)];
        double[] seconds = [.. ordered.Select(Second)];
        var plot = new Plot();
        Line("p50", row => row.P50Us!.Value);
        Line("p99", row => row.P99Us!.Value);
        foreach (IGrouping<string, Measurement> phase in ordered.GroupBy(row => row.Text("phase")).Skip(1))
        {
            var line = plot.Add.VerticalLine(Second(phase.First()), color: Colors.Gray, pattern: LinePattern.Dotted);
            if (phase.Key == LoadingReport.Name(Phase.Settling)) continue; // too short for a label beside the next
            line.Text = phase.Key;
            line.LabelOppositeAxis = true;
            line.LabelFontColor = Colors.Black;
            line.LabelBackgroundColor = Colors.Transparent;
        }

        plot.Axes.Left.TickGenerator = PictureAxes.Logarithmic();
        plot.Axes.Top.MinimumSize = 40;
        plot.ShowLegend(Edge.Right);
        PictureAxes.Save(plot, title, "seconds", "microseconds from when due", path);

        void Line(string name, Func<Measurement, double> value)
        {
            var line = plot.Add.Scatter(seconds, ordered.Select(row => Math.Log10(value(row))).ToArray());
            line.LegendText = name;
            line.LineWidth = 2;
        }
    }

    private static double Second(Measurement window) =>
        double.Parse(window.Text("second"), CultureInfo.InvariantCulture);
}
