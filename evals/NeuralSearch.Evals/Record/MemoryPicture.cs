using NeuralSearch.Evals.Reports;
using ScottPlot;

namespace NeuralSearch.Evals.Record;

/// <summary>Queries a second at recall .95, by bytes a vector: a point an engine, its own memory hollow beside it.</summary>
internal static class MemoryPicture
{
    /// <summary>Less is the program's own code and not worth a mark.</summary>
    private const double LeastFileShare = 0.1;

    /// <param name="engines">A measurement at that recall of each.</param>
    /// <param name="title">Of the picture.</param>
    /// <param name="path">Where the PNG goes.</param>
    public static void Write(IReadOnlyList<Measurement> engines, string title, string path)
    {
        var plot = new Plot();
        foreach (Measurement engine in engines)
        {
            double height = Math.Log10(engine.Qps!.Value);
            var all = plot.Add.Marker(Math.Log10(engine.BytesPerVector!.Value), height, size: 12);
            all.LegendText = engine.Engine;
            if (engine.FileBytesPerVector > LeastFileShare * engine.BytesPerVector && engine.AnonymousBytesPerVector > 0)
            {
                plot.Add.Marker(Math.Log10(engine.AnonymousBytesPerVector.Value), height, MarkerShape.OpenCircle, 12,
                    all.MarkerFillColor);
            }
        }

        plot.Axes.Left.TickGenerator = PictureAxes.Logarithmic();
        plot.Axes.Bottom.TickGenerator = PictureAxes.Logarithmic();
        plot.Axes.Margins(0.2, 0.2);
        plot.ShowLegend(Edge.Right);
        PictureAxes.Save(plot, title, "bytes a vector, rows included (hollow: without pages of files)",
            "queries a second at .95", path);
    }
}
