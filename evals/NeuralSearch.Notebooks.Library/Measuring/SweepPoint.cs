using NeuralSearch.Index;

namespace NeuralSearch.Notebooks.Library;

/// <summary>All queries at one setting of one target.</summary>
/// <param name="Series">The line of a picture that it belongs to.</param>
/// <param name="Setting">What was varied: the width of the beam, or the rows that pass a filter.</param>
/// <param name="Recall">The mean recall@k.</param>
/// <param name="Microseconds">The time of each query, which is the least of its rounds.</param>
/// <param name="Statistics">What each search did; empty over the wire.</param>
public sealed record SweepPoint(
    string Series, double Setting, double Recall, IReadOnlyList<double> Microseconds,
    IReadOnlyList<SearchStatistics> Statistics)
{
    /// <summary>The median time of a query.</summary>
    public double MedianMicroseconds => Quantile(0.5);

    /// <summary>The time that one query in a hundred exceeds.</summary>
    public double P99Microseconds => Quantile(0.99);

    /// <summary>The time at a recall, on the line through the points of one series.</summary>
    /// <remarks>Between neighbours the logarithm of the time is linear in the recall.</remarks>
    /// <returns>Microseconds; null if no point reaches the recall.</returns>
    public static double? TimeAt(IEnumerable<SweepPoint> series, double recall)
    {
        SweepPoint? below = null;
        foreach (SweepPoint point in series.OrderBy(point => point.Setting))
        {
            if (point.Recall < recall)
            {
                below = point;
                continue;
            }

            if (below is null) return point.MedianMicroseconds;
            double share = (recall - below.Recall) / (point.Recall - below.Recall);
            return Math.Exp(double.Lerp(
                Math.Log(below.MedianMicroseconds), Math.Log(point.MedianMicroseconds), share));
        }

        return null;
    }

    private double Quantile(double share) =>
        Microseconds.Count == 0 ? double.NaN : Microseconds.Order().ElementAt((int)(share * Microseconds.Count));
}
