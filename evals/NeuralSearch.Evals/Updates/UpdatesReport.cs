using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Ann.Results;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Index;
using static NeuralSearch.Evals.Reports.ConsoleTable;

namespace NeuralSearch.Evals.Updates;

/// <summary>What changes cost and what they leave of recall: tables for people, measurements for programs.</summary>
internal sealed class UpdatesReport(VectorSet set, UpdatesOptions options)
{
    /// <summary>The case of a measurement of building all rows, the inserted ones included.</summary>
    public const string BuildCase = "build";

    /// <summary>The case of one of the rows that came one at a time.</summary>
    public const string InsertCase = "insert";

    private string _kind = "hnsw";
    private (Work Build, Work Insert)? _reference;

    public List<Measurement> Measurements { get; } = [];

    public static string Name(State state) => state.ToString().ToLowerInvariant();

    /// <summary>Before the engine's own.</summary>
    public void AddReference((Work Build, Work Insert) work)
    {
        _reference = work;
        Measurements.Add(Row(BuildCase, work.Build + work.Insert) with { Engine = EngineCatalog.Reference, Kind = "hnsw f32" });
        Measurements.Add(Row(InsertCase, work.Insert) with { Engine = EngineCatalog.Reference, Kind = "hnsw f32" });
    }

    public void AddOwn(VectorCodes codes, Work build, Work insert)
    {
        _kind = $"hnsw {codes}".ToLowerInvariant();
        Work all = build + insert;
        Measurements.Add(Compared(Row(BuildCase, all), all, _reference is { } other ? other.Build + other.Insert : null));
        Measurements.Add(Compared(Row(InsertCase, insert), insert, _reference?.Insert));
    }

    /// <summary>Something that the reference does not do, beside an insertion of it.</summary>
    public void AddWork(string name, Work work) =>
        Measurements.Add(Compared(Row(name, work), work, _reference?.Insert));

    public void AddAnswers(State state, int ef, Recall recall, double cpuUs)
    {
        Measurement row = Row(Name(state)) with
        {
            Recall = recall.ByOverlap,
            RecallByDistance = recall.ByDistance,
            CpuUs = cpuUs,
        };
        row.Params!["ef"] = ef;
        Measurements.Add(row);
    }

    public void Print(TextWriter output, Measurement machine)
    {
        Measurements.Insert(0, machine);
        output.WriteLine($"  {MachineWatch.Sentence(machine)}");
        Write(output, "work, one thread", ["engine", "step", "rows", "s", "CPU s", "CPU us a row", "x hnswlib's"],
            Measurements.Where(row => row.CpuSeconds is not null).Select(row => (string[])
            [
                row.Engine, row.Case, row.Text("rows"), Text(row.Seconds, "0.00"), Text(row.CpuSeconds, "0.00"),
                Text(row.CpuUs, "0.0"), Text(row.RatioToReference, "0.00"),
            ]));
        Write(output, $"recall@{UpdatesOptions.K} / CPU us a query", ["state", .. UpdatesOptions.Efs.Select(ef => $"ef {ef}")],
            Enum.GetValues<State>().Select(state => (string[])
            [
                Name(state), .. Measurements.Where(row => row.Case == Name(state)).Select(
                    row => $"{Text(row.Recall, "0.0000")} / {Text(row.CpuUs, "0")}"),
            ]));
        GoalResult.Print(output, UpdatesGoals.Of(Measurements));
    }

    private static Measurement Compared(Measurement row, Work work, Work? reference) => reference is null ? row : row with
    {
        RatioToReference = work.CpuUsPerRow / reference.CpuUsPerRow,
        Reference = EngineCatalog.Reference,
    };

    private Measurement Row(string name, Work work)
    {
        Measurement row = Row(name) with
        {
            Seconds = work.WallSeconds,
            CpuSeconds = work.CpuSeconds,
            CpuUs = work.CpuUsPerRow,
        };
        row.Params!["rows"] = work.Rows;
        return row;
    }

    private Measurement Row(string name) => new()
    {
        Suite = "updates",
        Case = name,
        Data = set.Name,
        Kind = _kind,
        Params = new()
        {
            ["n"] = set.Base.Count,
            ["d"] = set.Base.Dimensions,
            ["metric"] = set.Metric.ToString(),
            ["queries"] = set.Queries.Count,
            ["k"] = UpdatesOptions.K,
            ["insertedShare"] = options.InsertedShare,
            ["deletedShare"] = options.DeletedShare,
        },
    };
}
