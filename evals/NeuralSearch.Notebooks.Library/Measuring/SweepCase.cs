namespace NeuralSearch.Notebooks.Library;

/// <summary>One setting of one target, to be measured beside others.</summary>
/// <param name="Series">The line of a picture that it belongs to.</param>
/// <param name="Setting">Where on that line it is.</param>
/// <param name="Target">What is asked.</param>
/// <param name="Truth">What its answers are judged by.</param>
/// <param name="Ef">The width of the beam; 0 for the target's own.</param>
/// <param name="Filter">Which rows may be found; null for all.</param>
public sealed record SweepCase(
    string Series, double Setting, SearchTarget Target, ExactTruth Truth, int Ef = 0, PointFilter? Filter = null);
