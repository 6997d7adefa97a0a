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

    private readonly RowMatrix _base;
    private readonly RowMatrix _queries;
    private readonly VectorIndex _index;

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
            using Stream output = Console.OpenStandardOutput();
            string codes = host._index.Codes == VectorCodes.Raw ? "f32" : $"{host._index.Codes}".ToLowerInvariant();
            Write(output, $"ready {codes} neuralsearch, {Reports.MachineDescription.Current.Isa}");
            while (Console.In.ReadLine() is { } line)
            {
                string[] words = line.Split(' ');
                if (words is ["build"]) host.Build(output);
                else if (words is ["search", var ef, var k, var threads, var count])
                    host.Search(output, Number(ef), Number(k), Number(threads), Number(count));
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
        long resident = Environment.WorkingSet;
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < _base.Count; i++) _index.Append(_base[i]);
        while (_index.IndexNext(IndexStep))
        {
        }

        Write(output, string.Create(CultureInfo.InvariantCulture,
            $"built {Stopwatch.GetElapsedTime(started).TotalSeconds:F6} " +
            $"{(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:F6} {Environment.WorkingSet - resident}"));
    }

    private void Search(Stream output, int ef, int k, int threads, int count)
    {
        if (k < 1 || threads < 1 || count < 1 || count > _queries.Count)
            throw new ArgumentException("search takes EF K THREADS QUERIES, no more queries than there are.");
        var request = new SearchRequest { Ef = ef, Exact = ef == 0 };
        IntMatrix ids = IntMatrix.Empty(count, k);
        uint[] latencies = new uint[count];
        long[] cpuOfThread = new long[threads];
        var others = new List<Thread>();
        long started = Stopwatch.GetTimestamp();
        for (int t = 1; t < threads; t++)
        {
            int thread = t;
            others.Add(new Thread(() => Work(thread)));
            others[^1].Start();
        }

        Work(0);
        foreach (Thread other in others) other.Join();
        long wall = NanosecondsSince(started);
        Write(output, string.Create(CultureInfo.InvariantCulture,
            $"answers {count} {wall} {cpuOfThread.Sum()} {latencies.Length}"));
        for (int q = 0; q < count; q++) output.Write(MemoryMarshal.AsBytes(ids[q]));
        output.Write(MemoryMarshal.AsBytes(latencies.AsSpan()));
        output.Flush();

        void Work(int thread)
        {
            var results = new Neighbor[k];
            long cpu = ThreadCpuTime.Nanoseconds;
            for (int q = thread; q < count; q += threads)
            {
                long start = Stopwatch.GetTimestamp();
                int found = _index.Search(_queries[q], request, results);
                latencies[q] = (uint)Math.Min(NanosecondsSince(start), uint.MaxValue);
                Span<int> row = ids[q];
                for (int i = 0; i < k; i++) row[i] = i < found ? (int)results[i].Offset : -1;
            }

            cpuOfThread[thread] = ThreadCpuTime.Nanoseconds - cpu;
        }
    }

    private static long NanosecondsSince(long timestamp) =>
        (Stopwatch.GetTimestamp() - timestamp) * (1_000_000_000 / Stopwatch.Frequency);

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    private static void Write(Stream output, string line)
    {
        output.Write(System.Text.Encoding.ASCII.GetBytes(line + "\n"));
        output.Flush();
    }
}
