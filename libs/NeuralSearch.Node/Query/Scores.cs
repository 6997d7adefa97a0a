using NeuralSearch.Index;

namespace NeuralSearch.Node.Query;

/// <summary>
/// The one place where the engine's distance (smaller is closer) becomes the score that Qdrant defines per metric.
/// </summary>
internal static class Scores
{
    /// <summary>
    /// Cosine and Dot: the product, larger is better. Euclid and Manhattan: the distance, smaller is better.
    /// </summary>
    public static float FromDistance(Metric metric, float distance) => metric switch
    {
        Metric.Euclid => MathF.Sqrt(distance),
        Metric.Manhattan => distance,
        _ => -distance,
    };

    /// <summary>Whether a score is on the better side of the threshold; one that equals it is not.</summary>
    public static bool Passes(Metric metric, float score, float threshold) =>
        metric is Metric.Euclid or Metric.Manhattan ? score < threshold : score > threshold;
}
