using System.Globalization;
using NeuralSearch.Evals.Reports;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace NeuralSearch.Evals.Ann.Record;

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

        plot.Axes.Left.TickGenerator = new NumericAutomatic
        {
            IntegerTicksOnly = true,
            MinorTickGenerator = new LogMinorTickGenerator(),
            LabelFormatter = power => Math.Pow(10, power).ToString("N0", CultureInfo.InvariantCulture),
        };
        plot.Title(searches[0].Data);
        plot.XLabel("recall@10 by overlap");
        plot.YLabel("queries a second, one thread");
        plot.ShowLegend(Alignment.LowerLeft);
        plot.SavePng(path, Width, Height);
    }
}
