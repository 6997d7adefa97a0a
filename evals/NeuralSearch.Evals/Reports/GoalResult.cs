namespace NeuralSearch.Evals.Reports;

/// <summary>What was promised, in figures, and what was measured of it.</summary>
/// <param name="What">The promise.</param>
/// <param name="Wanted">The figure.</param>
/// <param name="Measured">What came out, or why there is nothing.</param>
/// <param name="IsMet">Null if it was not measured.</param>
internal sealed record GoalResult(string What, string Wanted, string Measured, bool? IsMet)
{
    public string Verdict => IsMet switch { true => "met", false => "NOT MET", null => "not measured" };

    public static void Print(TextWriter output, IEnumerable<GoalResult> goals) => ConsoleTable.Write(
        output, "goals", ["goal", "wanted", "measured", "verdict"],
        goals.Select(goal => (string[])[goal.What, goal.Wanted, goal.Measured, goal.Verdict]));
}
