using System.Globalization;
using NeuralSearch.Evals.Reports;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace NeuralSearch.Evals.Record;

/// <summary>The picture of a set: queries a second of one thread, by recall, a line an engine.</summary>
internal static class AnnPicture
{
    private const int Width = 900;
    private const int Height = 520;

    /// <param name="searches">The measured beam widths of one set, one thread.</param>
    /// <param name="path">Where the PNG goes.</param>
    public static void Write(IReadOnlyList<Measurement> searches, string path)
    {
        var plot = new Plot();
        foreach (IGrouping<string, Measurement> engine in searches.GroupBy(search => search.Engine))
        {
            Measurement[] points = [.. engine.OrderBy(point => point.Recall)];
            var line = plot.Add.Scatter(
                points.Select(point => point.Recall!.Value).ToArray(),
                points.Select(point => Math.Log10(point.Qps!.Value)).ToArray());
            line.LegendText = engine.Key;
            line.LineWidth = 2;
        }

        plot.Axes.Left.TickGenerator = Ticks();
        plot.Title(searches[0].Data);
        plot.XLabel("recall@10 by overlap");
        plot.YLabel("queries a second, one thread");
        plot.ShowLegend(Alignment.LowerLeft);
        plot.SavePng(path, Width, Height);
    }

    /// <summary>10, 20, 50, 100 … on an axis of logarithms; the plot shows those that are in its range.</summary>
    private static NumericManual Ticks()
    {
        var ticks = new NumericManual();
        for (int power = 0; power < 7; power++)
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
