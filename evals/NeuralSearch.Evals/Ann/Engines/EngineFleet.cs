using System.Runtime.ExceptionServices;
using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Servers;

namespace NeuralSearch.Evals.Ann.Engines;

/// <summary>The engines of a run, each a process that has built its index over the rows of one set.</summary>
/// <remarks>
/// An engine whose build time is a goal, and the one that it is compared with, are built with nobody beside them: a
/// build waits for memory most of the time, and would wait longer. Others are built two at a time where there are two
/// cores. Their CPU time is theirs alone, but a few per cent more than alone.
/// </remarks>
internal sealed class EngineFleet : IDisposable
{
    private const int BuildsAtATime = 2;

    private readonly TemporaryFolder _folder = new();
    private readonly EngineProcess[] _engines;
    private readonly EngineBuild[] _builds;

    private EngineFleet(int engines)
    {
        _engines = new EngineProcess[engines];
        _builds = new EngineBuild[engines];
    }

    /// <summary>In the order of their specifications.</summary>
    public IEnumerable<(EngineProcess Engine, EngineBuild Build)> Engines => _engines.Zip(_builds);

    /// <param name="set">Rows and queries, which the engines read from files.</param>
    /// <param name="specs">The engines.</param>
    /// <param name="areBuildsCompared">False builds all of them two at a time.</param>
    /// <param name="output">Gets a line an engine.</param>
    /// <param name="cancellationToken">Ends the builds.</param>
    public static EngineFleet Build(VectorSet set, IReadOnlyList<EngineSpec> specs, bool areBuildsCompared,
        TextWriter output, CancellationToken cancellationToken)
    {
        var fleet = new EngineFleet(specs.Count);
        try
        {
            string basePath = Path.Combine(fleet._folder.Path, "base.fbin");
            string queriesPath = Path.Combine(fleet._folder.Path, "queries.fbin");
            VectorFiles.WriteFloats(basePath, set.Base);
            VectorFiles.WriteFloats(queriesPath, set.Queries);
            ILookup<bool, int> isAlone = Enumerable.Range(0, specs.Count).ToLookup(
                i => areBuildsCompared && (specs[i].IsOwn || specs[i].Name == EngineCatalog.Reference));
            foreach (int i in isAlone[true]) Build(i);
            var options = new ParallelOptions
            {
                MaxDegreeOfParallelism = Math.Min(BuildsAtATime, Environment.ProcessorCount),
                CancellationToken = cancellationToken,
            };
            Parallel.ForEach(isAlone[false], options, Build);
            return fleet;

            void Build(int i)
            {
                cancellationToken.ThrowIfCancellationRequested();
                EngineProcess engine = fleet._engines[i] = EngineProcess.Start(
                    specs[i], basePath, queriesPath, set.Metric, AnnOptions.Seed, cancellationToken);
                EngineBuild build = fleet._builds[i] = engine.Build();
                output.WriteLine($"  {specs[i].Name}: {engine.Introduction}, {engine.Codes}; M {specs[i].M}, efConstruction " +
                    $"{specs[i].EfConstruction}; built in {build.WallSeconds:F1} s, {build.CpuSeconds:F1} s of CPU");
            }
        }
        catch (Exception error)
        {
            fleet.Dispose();
            if (error is AggregateException { InnerExceptions: [var first, ..] })
                ExceptionDispatchInfo.Throw(first);
            throw;
        }
    }

    public void Dispose()
    {
        foreach (EngineProcess? engine in _engines) engine?.Dispose();
        _folder.Dispose();
    }
}
