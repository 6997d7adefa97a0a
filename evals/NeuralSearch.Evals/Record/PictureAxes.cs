using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace NeuralSearch.Evals.Record;

/// <summary>What the pictures of a report have in common.</summary>
internal static class PictureAxes
{
    private const int Width = 900;
    private const int Height = 520;

    /// <summary>10, 20, 30, 50, 70, 100 … on an axis of logarithms; the plot shows those that are in its range.</summary>
    public static NumericManual Logarithmic()
    {
        var ticks = new NumericManual();
        for (int power = 0; power < 7; power++)
        {
            foreach (int digit in (int[])[1, 2, 3, 5, 7])
            {
                double value = digit * Math.Pow(10, power);
                ticks.AddMajor(Math.Log10(value), value.ToString("N0", CultureInfo.InvariantCulture));
            }
        }

        return ticks;
    }

    public static void Save(Plot plot, string title, string below, string left, string path)
    {
        plot.Title(title);
        plot.XLabel(below);
        plot.YLabel(left);
        plot.SavePng(path, Width, Height);
    }
}
