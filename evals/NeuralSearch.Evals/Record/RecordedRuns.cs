using NeuralSearch.Evals.Reports;

namespace NeuralSearch.Evals.Record;

/// <summary>The last run of a suite on a set of data.</summary>
/// <param name="Suite">As on the command line.</param>
/// <param name="Data">Name of the set.</param>
/// <param name="Machine">How busy the machine was, the memory's speed, the command; null in a file from elsewhere.</param>
/// <param name="Rows">Everything that was measured.</param>
internal sealed record RecordedRun(string Suite, string Data, Measurement? Machine, IReadOnlyList<Measurement> Rows)
{
    /// <summary>Name of the picture of something in this run.</summary>
    public string Picture(string what) => $"{Suite}-{Data}-{what}.png";
}

/// <summary>The last run of each suite on each set; earlier ones stay in the files and are not told.</summary>
internal sealed class RecordedRuns(IEnumerable<Measurement> all)
{
    private readonly RecordedRun[] _runs = [.. all
        .GroupBy(row => (row.Suite, row.Data))
        .Select(set => Last(set.Key.Suite, set.Key.Data, [.. set]))
        .OrderBy(run => run.Data, StringComparer.Ordinal)];

    public IEnumerable<RecordedRun> Of(string suite) => _runs.Where(run => run.Suite == suite);

    public RecordedRun? Find(string suite, string data) =>
        _runs.FirstOrDefault(run => run.Suite == suite && run.Data == data);

    private static RecordedRun Last(string suite, string data, Measurement[] rows)
    {
        DateTime last = rows.Max(row => row.Env.Utc);
        Measurement[] run = [.. rows.Where(row => row.Env.Utc == last)];
        return new RecordedRun(suite, data, run.FirstOrDefault(row => row.Engine == "machine"),
            [.. run.Where(row => row.Engine != "machine")]);
    }
}
