using NeuralSearch.Index;

namespace NeuralSearch.Notebooks.Library;

/// <summary>All queries at one setting of one target.</summary>
/// <param name="Series">The line of a picture that it belongs to.</param>
/// <param name="Setting">What was varied: the width of the beam, or the rows that pass a filter.</param>
/// <param name="Recall">The mean recall@k.</param>
/// <param name="MedianMicroseconds">The median time of a query; the time of a query is the least of its rounds.</param>
/// <param name="P99Microseconds">The 99th percentile of the same.</param>
/// <param name="Statistics">What each search did; empty over the wire.</param>
public sealed record SweepPoint(
    string Series, double Setting, double Recall, double MedianMicroseconds, double P99Microseconds,
    IReadOnlyList<SearchStatistics> Statistics)
{
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
}
