using System.Diagnostics;
using System.Globalization;
using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Index;

namespace NeuralSearch.Evals.Ann.Engines;

/// <summary>
/// The engine of this repository behind the protocol of evals/peers/peer.hpp, so that it is measured exactly as the
/// peers are: a process of its own, the same clocks, the same count of memory.
/// </summary>
internal sealed class EngineHost : IDisposable
{
    private const int IndexStep = 1_000;
    /// <summary>The environment variable that chooses what the graph is traversed on.</summary>
    public const string CodesVariable = "NEURALSEARCH_EVAL_CODES";

    private readonly RowMatrix _base;
    private readonly RowMatrix _queries;
    private readonly VectorIndex _index;
    private QueryFilters? _filters;
    private ResidentMemory _before;

    private EngineHost(string[] arguments)
    {
        if (arguments is not [string basePath, string queriesPath, "ip" or "l2", _, _, _])
            throw new ArgumentException("The engine takes BASE.fbin QUERIES.fbin ip|l2 M EF_CONSTRUCTION SEED.");
        _base = VectorFiles.ReadFloats(basePath);
        _queries = VectorFiles.ReadFloats(queriesPath);
        _index = new VectorIndex(
            _base.Dimensions,
            arguments[2] == "l2" ? Metric.Euclid : Metric.Cosine,
            new HnswOptions
            {
                M = Number(arguments[3]),
                EfConstruction = Number(arguments[4]),
                Seed = Number(arguments[5]),
                Codes = Enum.Parse<VectorCodes>(
                    Environment.GetEnvironmentVariable(CodesVariable) ?? nameof(VectorCodes.Automatic)),
            });
    }

    public static int Run(string[] arguments)
    {
        try
        {
            using var host = new EngineHost(arguments);
            using var input = new BufferedStream(Console.OpenStandardInput(), 1 << 16);
            using Stream output = Console.OpenStandardOutput();
            string codes = host._index.Codes == VectorCodes.Raw ? "f32" : $"{host._index.Codes}".ToLowerInvariant();
            ProtocolStream.WriteLine(output, $"ready {codes} neuralsearch, {Reports.MachineDescription.Current.Isa}");
            while (ProtocolStream.ReadLine(input) is { } line)
            {
                string[] words = line.Split(' ');
                if (words is ["build"]) host.Build(output);
                else if (words is ["search", var ef, var k, var threads, var count])
                    host.Search(output, Number(ef), Number(k), Number(threads), Number(count));
                else if (words is ["filter", var bitmaps, _]) host.Filter(input, output, Number(bitmaps));
                else if (words is ["memory"])
                {
                    ResidentMemory added = Memory() - host._before;
                    ProtocolStream.WriteLine(output, $"memory {added.AnonymousBytes} {added.FileBytes}");
                }
                else if (words is ["quit"]) break;
                else throw new ArgumentException($"Unknown command: {line}");
            }

            return 0;
        }
        catch (Exception error) when (error is ArgumentException or IOException or InvalidDataException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    public void Dispose() => _index.Dispose();

    private void Build(Stream output)
    {
        _before = Memory();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < _base.Count; i++) _index.Append(_base[i]);
        while (_index.IndexNext(IndexStep))
        {
        }

        ProtocolStream.WriteLine(output, string.Create(CultureInfo.InvariantCulture,
            $"built {Stopwatch.GetElapsedTime(started).TotalSeconds:F6} " +
            $"{(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:F6}"));
    }

    private void Search(Stream output, int ef, int k, int threads, int count)
    {
        if (k < 1 || threads < 1 || count < 1 || count > _queries.Count)
            throw new ArgumentException("search takes EF K THREADS QUERIES, no more queries than there are.");
        new HostBatch(_index, _queries, _filters, k, threads, count)
            .Run(output, new SearchRequest { Ef = ef, Exact = ef == 0 });
    }

    private void Filter(Stream input, Stream output, int bitmaps)
    {
        _filters = bitmaps == 0 ? null : ProtocolStream.ReadFilters(input, bitmaps, _base.Count, _queries.Count);
        ProtocolStream.WriteLine(output, $"filtered {bitmaps}");
    }

    /// <summary>Without what the answers to earlier commands have left to the collector.</summary>
    private static ResidentMemory Memory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return ResidentMemory.Current;
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
