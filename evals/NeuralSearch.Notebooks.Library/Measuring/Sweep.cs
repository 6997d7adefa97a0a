namespace NeuralSearch.Notebooks.Library;

/// <summary>Measures settings beside one another.</summary>
public static class Sweep
{
    /// <summary>Beam widths from narrow to wide, √2 apart.</summary>
    public static IReadOnlyList<int> Widths { get; } = [10, 14, 20, 28, 40, 56, 80, 112, 160, 224, 320];

    /// <summary>
    /// Asks every query of every case once a round, one at a time, and the cases in turn within a round: what slows the
    /// machine for a moment slows all, and the least of the rounds is kept. A round before them is not counted.
    /// </summary>
    public static async Task<IReadOnlyList<SweepPoint>> RunAsync(
        Dataset data, IReadOnlyList<SweepCase> cases, int rounds = 3)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        var answers = new Answer[cases.Count][];
        var microseconds = new double[cases.Count][];
        for (int round = 0; round <= rounds; round++)
        {
            for (int c = 0; c < cases.Count; c++)
            {
                answers[c] ??= new Answer[data.Queries.Length];
                microseconds[c] ??= [.. Enumerable.Repeat(double.PositiveInfinity, data.Queries.Length)];
                await AskAsync(data, cases[c], answers[c], microseconds[c], isCounted: round > 0);
            }
        }

        return [.. cases.Select((tried, c) => Summarise(tried, answers[c], microseconds[c]))];
    }

    private static async Task AskAsync(
        Dataset data, SweepCase asked, Answer[] answers, double[] microseconds, bool isCounted)
    {
        for (int q = 0; q < data.Queries.Length; q++)
        {
            answers[q] = await asked.Target.SearchAsync(data.Queries[q], asked.Truth.K, asked.Ef, asked.Filter);
            if (isCounted) microseconds[q] = Math.Min(microseconds[q], answers[q].Elapsed.TotalMicroseconds);
        }
    }

    private static SweepPoint Summarise(SweepCase asked, Answer[] answers, double[] microseconds) => new(
        asked.Series,
        asked.Setting,
        answers.Select((answer, q) => asked.Truth.Recall(q, answer.Hits)).Average(),
        microseconds,
        [.. answers.Where(answer => answer.Statistics is not null).Select(answer => answer.Statistics!.Value)]);
}
