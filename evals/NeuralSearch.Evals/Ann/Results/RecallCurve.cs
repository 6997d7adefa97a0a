namespace NeuralSearch.Evals.Ann.Results;

/// <summary>What a recall costs, between the beam widths that were measured.</summary>
internal static class RecallCurve
{
    /// <summary>
    /// The time at a recall. Between the first two neighbouring points, in the order of the beam, of which the second
    /// reaches the recall, the logarithm of the time is taken to be linear in the recall.
    /// </summary>
    /// <param name="points">Recall and time, by rising beam width.</param>
    /// <param name="recall">The recall that is asked for.</param>
    /// <returns>
    /// The time of the first point if that reaches the recall already (less cannot be asked for), null if none does.
    /// </returns>
    public static double? TimeAt(IReadOnlyList<(double Recall, double Time)> points, double recall)
    {
        int reached = 0;
        while (reached < points.Count && points[reached].Recall < recall) reached++;
        if (reached == points.Count) return null;
        (double aboveRecall, double aboveTime) = points[reached];
        if (reached == 0) return aboveTime;
        (double belowRecall, double belowTime) = points[reached - 1];
        double share = (recall - belowRecall) / (aboveRecall - belowRecall);
        return Math.Exp(double.Lerp(Math.Log(belowTime), Math.Log(aboveTime), share));
    }
}
