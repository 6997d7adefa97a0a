using NeuralSearch.Evals.Ann;
using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Reports;
using static NeuralSearch.Evals.Reports.ConsoleTable;

namespace NeuralSearch.Evals.Filtered;

/// <summary>What was measured on one set: a table of cells for people, measurements for programs.</summary>
internal sealed class FilteredReport(
    VectorSet set,
    FilteredOptions options,
    IReadOnlyList<FilterCell> cells,
    IReadOnlyList<FilteredLane> lanes,
    Measurement machine)
{
    private readonly FilteredLane? _reference =
        lanes.FirstOrDefault(lane => lane.Spec.Name == EngineCatalog.Reference);

    public void Print(TextWriter output)
    {
        List<Measurement> rows = Measurements();
        output.WriteLine($"  {MachineWatch.Sentence(machine)}; medians of {options.Rounds} rounds");
        Write(output, $"filtered search, k = {FilteredOptions.K}",
            ["filter", "matches", "engine", "recall", "by distance", "returned", "CPU us", "p50 us", "p99 us",
                "x unfiltered", "x exact scan", "plans"],
            rows.Skip(1).OrderBy(row => Order(row.Case)).Select(row => (string[])
            [
                row.Case, row.Text("matches"), row.Engine, Text(row.Recall, "0.0000"),
                Text(row.RecallByDistance, "0.0000"), Text(row.Returned, "0.0000"), Text(row.CpuUs, "0.0"),
                Text(row.P50Us, "0.0"), Text(row.P99Us, "0.0"), Text(row.CpuRatioToUnfiltered, "0.00"),
                Text(row.CpuRatioToExact, "0.00"), row.Text("plans"),
            ]));
        foreach (FilteredLane lane in lanes.Where(lane => lane.Spec.IsOwn))
        {
            output.WriteLine($"  {lane.Spec.Name}:");
            GoalResult.Print(output, FilteredGoals.Of([.. rows.Where(row => row.Engine == lane.Spec.Name)]));
        }
    }

    public List<Measurement> Measurements()
    {
        var rows = new List<Measurement> { machine };
        foreach (FilteredLane lane in lanes)
            rows.AddRange(cells.Select(cell => Row(lane, cell)));
        return rows;
    }

    private Measurement Row(FilteredLane lane, FilterCell cell)
    {
        List<FilteredBatch> rounds = lane.Rounds[cell];
        double Of(Func<FilteredBatch, double?> value) => Median.Of(rounds.Select(round => value(round) ?? 0));
        var parameters = new Dictionary<string, object>
        {
            ["n"] = set.Base.Count,
            ["d"] = set.Base.Dimensions,
            ["metric"] = set.Metric.ToString(),
            ["share"] = cell.Share,
            ["matches"] = cell.Matches,
            ["k"] = FilteredOptions.K,
            ["ef"] = options.Ef,
            ["m"] = lane.Spec.M,
            ["efConstruction"] = lane.Spec.EfConstruction,
            ["rounds"] = options.Rounds,
            ["graphSeed"] = AnnOptions.Seed,
            ["seed"] = FilteredOptions.Seed,
        };
        if (lane.Spec.IsOwn)
        {
            parameters["plans"] = string.Join(", ", rounds[0].Plans.Keys.Order(StringComparer.Ordinal).Select(plan =>
                FormattableString.Invariant($"{plan} {Of(round => round.Plans.GetValueOrDefault(plan)):0.00}")));
        }

        return new Measurement
        {
            Suite = "filtered",
            Case = cell.Name,
            Engine = lane.Spec.Name,
            Kind = lane.Kind,
            Data = set.Name,
            Params = parameters,
            Recall = Of(round => round.Search.Recall.ByOverlap),
            RecallByDistance = Of(round => round.Search.Recall.ByDistance),
            Returned = Of(round => round.Returned),
            Qps = 1e6 / Of(round => round.Search.WallUs),
            CpuUs = Of(round => round.Search.CpuUs),
            P50Us = Of(round => round.Search.P50Us),
            P95Us = Of(round => round.Search.P95Us),
            P99Us = Of(round => round.Search.P99Us),
            CpuRatioToUnfiltered = Of(round => round.RatioToUnfiltered),
            CpuRatioToExact = lane.Spec.IsOwn ? Of(round => round.RatioToExact) : null,
            CpuRatioToReference = _reference is null
                ? null
                : Median.Of(rounds.Zip(_reference.Rounds[cell], (own, other) => other.Search.CpuUs / own.Search.CpuUs)),
            Reference = _reference?.Spec.Name,
        };
    }

    private int Order(string cell) => cells.Index().First(each => each.Item.Name == cell).Index;
}
