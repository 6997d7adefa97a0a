using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Ann.Results;

namespace NeuralSearch.Evals.Ann;

/// <summary>An engine that has built its index, and the steps that it takes in every round.</summary>
internal sealed class EngineLane
{
    private readonly EngineProcess _engine;
    private readonly VectorSet _set;
    private readonly GroundTruth _truth;
    private readonly AnnOptions _options;
    private readonly List<Series> _steps;
    private readonly List<double> _sweptRecall = [];

    /// <summary>Finds the beam widths that are worth measuring.</summary>
    public EngineLane(EngineProcess engine, EngineBuild build, VectorSet set, GroundTruth truth, AnnOptions options)
    {
        (_engine, _set, _truth, _options) = (engine, set, truth, options);
        Result = new EngineResult { Spec = engine.Spec, Kind = $"hnsw {engine.Codes}", Build = build };
        Result.Curve.AddRange(Sweep().Select(ef => new Series(ef, threads: 1)));
        int threads = Math.Min(2, Environment.ProcessorCount);
        if (threads > 1) Result.Others.Add(new Series(EfOfTwoThreads(), threads));
        if (engine.Spec.IsOwn) Result.Others.Add(new Series(ef: 0, threads: 1));
        _steps = [.. Result.Curve, .. Result.Others];
        foreach (Series step in Result.Others) Answer(step.Ef, step.Threads); // warm
        if (engine.Spec.IsOwn) Result.WidestRecall = Answer(AnnOptions.Efs[^1], threads: 1).Recall.ByOverlap;
    }

    public EngineResult Result { get; }

    public int StepCount => _steps.Count;

    /// <summary>After the rounds, when what is read from disk has been read.</summary>
    public void MeasureMemory() => Result.Memory = _engine.Memory();

    public void Measure(int step) => _steps[step].Add(Answer(_steps[step].Ef, _steps[step].Threads));

    /// <summary>
    /// Widens the beam until recall is enough. This first pass is not counted: it also warms caches and lets the
    /// runtime compile the search for good.
    /// </summary>
    private List<int> Sweep()
    {
        Answer(AnnOptions.Efs[0], threads: 1);
        var efs = new List<int>();
        foreach (int ef in AnnOptions.Efs)
        {
            efs.Add(ef);
            _sweptRecall.Add(Answer(ef, threads: 1).Recall.ByOverlap);
            if (_sweptRecall[^1] >= AnnOptions.EnoughRecall) break;
        }

        return efs;
    }

    /// <summary>The narrowest beam that reaches the first of the recalls at which engines are compared.</summary>
    private int EfOfTwoThreads()
    {
        int reached = _sweptRecall.FindIndex(recall => recall >= AnnOptions.Targets[0]);
        return AnnOptions.Efs[reached < 0 ? _sweptRecall.Count - 1 : reached];
    }

    private Batch Answer(int ef, int threads)
    {
        int queries = ef == 0 ? Math.Min(_options.ExactQueries, _set.Queries.Count) : _set.Queries.Count;
        return Batch.Of(_engine.Search(ef, AnnOptions.K, threads, queries), _truth, _set);
    }
}
