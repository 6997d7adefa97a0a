using NeuralSearch.Evals.Reports;
using ScottPlot;

namespace NeuralSearch.Evals.Record;

/// <summary>Queries a second of one thread, by recall, a line an engine.</summary>
internal static class AnnPicture
{
    /// <param name="searches">The measured beam widths of one set, one thread.</param>
    /// <param name="title">Of the picture.</param>
    /// <param name="path">Where the PNG goes.</param>
    public static void Write(IReadOnlyList<Measurement> searches, string title, string path)
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

        plot.Axes.Left.TickGenerator = PictureAxes.Logarithmic();
        plot.ShowLegend(Edge.Right);
        PictureAxes.Save(plot, title, "recall@10 by overlap", "queries a second, one thread", path);
    }
}
