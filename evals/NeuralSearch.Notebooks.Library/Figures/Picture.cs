using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace NeuralSearch.Notebooks.Library;

/// <summary>Pictures of sweeps, in one look.</summary>
public static class Picture
{
    private const int Width = 720;
    private const int Height = 400;
    private const int Decades = 9;

    // Okabe and Ito's colours, which people who do not see red and green apart can tell.
    private static readonly string[] Colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

    /// <summary>A line for each series: recall to the right, time upwards on logarithms; low and right is good.</summary>
    public static Plot RecallAgainstTime(IEnumerable<SweepPoint> points, string title)
    {
        Plot plot = Empty(title, "recall@10", "median time of a query, µs");
        AddSeries(plot, points.OrderBy(point => point.Setting), point => point.Recall, point => Math.Log10(point.MedianMicroseconds));
        plot.Axes.Left.TickGenerator = LogarithmicTicks();
        plot.ShowLegend(Alignment.UpperLeft);
        return plot;
    }

    /// <summary>A line for each series of what was varied, on logarithms, against something measured.</summary>
    /// <param name="points">The points.</param>
    /// <param name="value">What goes upwards.</param>
    /// <param name="title">The title.</param>
    /// <param name="across">What was varied.</param>
    /// <param name="up">What was measured.</param>
    /// <param name="isLogarithmic">Whether that goes on logarithms, too.</param>
    public static Plot OfSetting(
        IEnumerable<SweepPoint> points, Func<SweepPoint, double> value, string title, string across, string up,
        bool isLogarithmic = false)
    {
        ArgumentNullException.ThrowIfNull(value);
        Plot plot = Empty(title, across, up);
        AddSeries(
            plot,
            points.OrderBy(point => point.Setting),
            point => Math.Log10(point.Setting),
            point => isLogarithmic ? Math.Log10(value(point)) : value(point));
        plot.Axes.Bottom.TickGenerator = LogarithmicTicks();
        if (isLogarithmic) plot.Axes.Left.TickGenerator = LogarithmicTicks();
        plot.ShowLegend(Alignment.LowerRight);
        return plot;
    }

    /// <summary>A bar for each name.</summary>
    public static Plot Bars(IReadOnlyList<(string Name, double Value)> bars, string title, string up)
    {
        ArgumentNullException.ThrowIfNull(bars);
        Plot plot = Empty(title, "", up);
        for (int i = 0; i < bars.Count; i++)
        {
            var bar = plot.Add.Bar(i, bars[i].Value);
            bar.Color = Color.FromHex(Colours[i % Colours.Length]);
        }

        plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. bars.Select((_, i) => (double)i)], [.. bars.Select(bar => bar.Name)]);
        plot.Axes.Margins(bottom: 0);
        return plot;
    }

    /// <summary>Values in their order, a line for each name.</summary>
    public static Plot Lines(IReadOnlyList<(string Name, double[] Values)> lines, string title, string across, string up)
    {
        ArgumentNullException.ThrowIfNull(lines);
        Plot plot = Empty(title, across, up);
        for (int i = 0; i < lines.Count; i++)
        {
            var line = plot.Add.Signal(lines[i].Values, color: Color.FromHex(Colours[i % Colours.Length]));
            line.LegendText = lines[i].Name;
            line.LineWidth = 2;
        }

        plot.ShowLegend(Alignment.UpperRight);
        return plot;
    }

    /// <summary>A plot as a PNG in base64, which is how a notebook keeps it.</summary>
    public static string ToPng(Plot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        return Convert.ToBase64String(plot.GetImageBytes(Width, Height, ImageFormat.Png));
    }

    private static Plot Empty(string title, string across, string up)
    {
        var plot = new Plot();
        plot.Title(title, size: 15);
        plot.XLabel(across);
        plot.YLabel(up);
        plot.Grid.MajorLineColor = Color.FromHex("#E4E4E4");
        return plot;
    }

    private static void AddSeries(
        Plot plot, IEnumerable<SweepPoint> points, Func<SweepPoint, double> x, Func<SweepPoint, double> y)
    {
        int number = 0;
        foreach (IGrouping<string, SweepPoint> series in points.GroupBy(point => point.Series))
        {
            var line = plot.Add.Scatter(
                [.. series.Select(x)], series.Select(y).ToArray(), Color.FromHex(Colours[number++ % Colours.Length]));
            line.LegendText = series.Key;
            line.LineWidth = 2;
            line.MarkerSize = 6;
        }
    }

    /// <summary>1, 2, 5, 10 … where a value stands for its logarithm; the plot shows those in its range.</summary>
    private static NumericManual LogarithmicTicks()
    {
        var ticks = new NumericManual();
        for (int power = 0; power < Decades; power++)
        {
            foreach (int digit in (int[])[1, 2, 5])
            {
                double value = digit * Math.Pow(10, power);
                ticks.AddMajor(Math.Log10(value), value.ToString("N0", CultureInfo.InvariantCulture));
            }
        }

        return ticks;
    }
}
