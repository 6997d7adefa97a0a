using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
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

    /// <summary>
    /// The environment variable that has the index saved, opened again and searched where it then is.
    /// </summary>
    public const string PlacementVariable = "NEURALSEARCH_EVAL_PLACEMENT";

    private readonly string _folder;
    private readonly Placement _placement;
    private readonly RowMatrix _base;
    private readonly RowMatrix _queries;
    private VectorIndex _index;
    private QueryFilters? _filters;
    private ResidentMemory _before;

    private EngineHost(string[] arguments)
    {
        if (arguments is not [string basePath, string queriesPath, "ip" or "l2", _, _, _])
            throw new ArgumentException("The engine takes BASE.fbin QUERIES.fbin ip|l2 M EF_CONSTRUCTION SEED.");
        // Beside the rows, where the run that started the engine cleans up if the engine cannot.
        _folder = $"{basePath}-{Environment.ProcessId}";
        _placement = Enum.Parse<Placement>(
            Environment.GetEnvironmentVariable(PlacementVariable) ?? nameof(Placement.Memory));
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
            string placement = host._placement switch
            {
                Placement.MappedRows => "+mapped-rows",
                Placement.MappedCodes => "+mapped-codes",
                _ => "",
            };
            ProtocolStream.WriteLine(output, $"ready {codes}{placement} neuralsearch, {Reports.MachineDescription.Current.Isa}");
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

    public void Dispose()
    {
        _index.Dispose();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private void Build(Stream output)
    {
        _before = Memory();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < _base.Count; i++) _index.Append(_base[i]);
        while (_index.IndexNext(IndexStep))
        {
        }

        TimeSpan taken = Stopwatch.GetElapsedTime(started);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        if (_placement != Placement.Memory) Reopen();
        ProtocolStream.WriteLine(output, string.Create(CultureInfo.InvariantCulture,
            $"built {taken.TotalSeconds:F6} {cpu.TotalSeconds:F6}"));
    }

    /// <summary>
    /// Leaves of the index what an opened one has, so that the process's memory is that of the placement.
    /// </summary>
    private void Reopen()
    {
        _index.Save(_folder);
        _index.Dispose();
        _ = MallocTrim(0);
        _index = VectorIndex.Open(_folder, _index.Options, _placement);
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

    /// <summary>Gives freed memory back to the system, which malloc may keep for what comes (glibc).</summary>
    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int MallocTrim(nint kept);

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
