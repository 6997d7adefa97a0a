using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Ann.Results;

namespace NeuralSearch.Evals.Filtered;

/// <summary>An engine that has built its index, and what it does for a cell in every round.</summary>
internal sealed class FilteredLane(EngineProcess engine, EngineBuild build, VectorSet set, FilteredOptions options)
{
    private const int WarmQueries = 5;

    private readonly Dictionary<FilterCell, int> _queries = [];
    private readonly Dictionary<FilterCell, int> _exactQueries = [];

    public EngineSpec Spec => engine.Spec;

    public string Kind => $"hnsw {engine.Codes}";

    public EngineBuild Build => build;

    public Dictionary<FilterCell, List<FilteredBatch>> Rounds { get; } = [];

    /// <summary>Finds how many queries of a cell fit a batch; compiles and fills caches on the way.</summary>
    public void Warm(FilterCell cell)
    {
        engine.Filter(null);
        Search(options.Ef, set.Queries.Count);
        engine.Filter(cell.Filters);
        _queries[cell] = Fitting(options.Ef);
        Search(options.Ef, _queries[cell]);
        if (Spec.IsOwn) _exactQueries[cell] = Fitting(ef: 0);
        Rounds[cell] = [];
    }

    /// <summary>
    /// Filtered queries and the exact scan take turns in being first, since the second finds rows in the caches.
    /// </summary>
    public void Measure(FilterCell cell, GroundTruth truth, bool isExactFirst)
    {
        engine.Filter(null);
        double unfiltered = CpuUs(Search(options.Ef, set.Queries.Count));
        engine.Filter(cell.Filters);
        Search(options.Ef, Math.Min(WarmQueries, _queries[cell]));
        double? exact = isExactFirst ? ExactCpuUs(cell) : null;
        EngineAnswers answers = Search(options.Ef, _queries[cell]);
        exact ??= ExactCpuUs(cell);
        Rounds[cell].Add(FilteredBatch.Of(Spec.Name, answers, truth, set, cell, unfiltered, exact));
    }

    private double? ExactCpuUs(FilterCell cell) =>
        Spec.IsOwn ? CpuUs(Search(ef: 0, _exactQueries[cell])) : null;

    private int Fitting(int ef)
    {
        int tried = Math.Min(WarmQueries, set.Queries.Count);
        Search(ef, tried);
        double fitting = options.BatchSeconds * 1e6 / CpuUs(Search(ef, tried));
        return (int)Math.Clamp(fitting, Math.Min(options.MinQueries, set.Queries.Count), set.Queries.Count);
    }

    private EngineAnswers Search(int ef, int queries) => engine.Search(ef, FilteredOptions.K, threads: 1, queries);

    private static double CpuUs(EngineAnswers answers) => answers.CpuNanoseconds / answers.Ids.Count / 1e3;
}
