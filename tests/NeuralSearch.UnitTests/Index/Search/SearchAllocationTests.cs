using System.Text.Json;
using NeuralSearch.Index;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Search;

/// <summary>The gate that evals/NeuralSearch.Benchmarks/allocations.json states: what a search may allocate.</summary>
public sealed class SearchAllocationTests
{
    private const int Rows = 8_000;
    private const int Searches = 500;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    public static TheoryData<RowType, VectorCodes, SearchPlan, long> Table =>
        new(Read().Select(row => (row.Rows, row.Codes, row.Plan, row.BytesPerSearch)));

    [Fact]
    public void The_table_has_every_plan_for_all_rows_and_codes()
    {
        IEnumerable<(RowType, VectorCodes, SearchPlan)> wanted =
            from rows in Enum.GetValues<RowType>()
            from codes in Enum.GetValues<VectorCodes>()
            where codes != VectorCodes.Automatic
            where codes == VectorCodes.Raw || rows is RowType.Float32 or RowType.Float16
            from plan in Enum.GetValues<SearchPlan>()
            select (rows, codes, plan);

        Assert.Equal(wanted.Order(), Read().Select(row => (row.Rows, row.Codes, row.Plan)).Order());
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_search_allocates_what_the_table_says_after_warm_up(
        RowType type, VectorCodes codes, SearchPlan plan, long bytes)
    {
        var rows = SyntheticRows.As(type, SyntheticRows.Uniform(Rows, 32, seed: 41));
        var metric = type == RowType.Bits ? Metric.Hamming : Metric.Euclid;
        using var index = new VectorIndex(32, metric, new HnswOptions { Codes = codes }, type);
        foreach (var row in rows) index.Append(row);
        index.IndexNext(Rows - 500);

        // Every second query is compared as float32, not as rows are stored.
        if (type == RowType.UInt8)
            for (var i = 0; i < Rows; i += 2) rows[i][0] = 0.5f;
        var request = Request(plan);
        if (request.Allowed is not null) index.Delete(3);
        var results = new Neighbor[10];
        var taken = SearchAll(index, rows, request, results, plan);

        var before = GC.GetAllocatedBytesForCurrentThread();
        SearchAll(index, rows, request, results, plan);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // A traversal may be given up for a scan now and then; the plan in question must be the rule.
        Assert.InRange(taken, Searches * 9 / 10, Searches);
        Assert.Equal(bytes * Searches, allocated);
    }

    private static Allocation[] Read() => JsonSerializer.Deserialize<Allocation[]>(
        File.ReadAllText(Repository.Combine("evals", "NeuralSearch.Benchmarks", "allocations.json")), Json)!;

    /// <summary>A request for which the planner takes this plan: an exact one, or a beam that is cheap beside it.</summary>
    private static SearchRequest Request(SearchPlan plan)
    {
        PointBitmap? allowed = null;
        if (plan is not (SearchPlan.Scan or SearchPlan.Graph))
        {
            allowed = new PointBitmap(Rows);
            if (plan != SearchPlan.Nothing) allowed.Fill();
            allowed.Remove(9);
        }

        return new SearchRequest
        {
            Exact = plan is SearchPlan.Scan or SearchPlan.FilteredScan,
            Ef = 40,
            Allowed = allowed,
        };
    }

    /// <returns>How many searches took the plan.</returns>
    private static int SearchAll(
        VectorIndex index, float[][] rows, in SearchRequest request, Neighbor[] results, SearchPlan plan)
    {
        var taken = 0;
        for (var i = 0; i < Searches; i++)
        {
            index.Search(rows[i], request, results, out var statistics);
            if (statistics.Plan == plan) taken++;
        }

        return taken;
    }

    private sealed record Allocation(RowType Rows, VectorCodes Codes, SearchPlan Plan, long BytesPerSearch);
}
