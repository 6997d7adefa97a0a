using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Index;

namespace NeuralSearch.Evals.Ann.Engines;

/// <summary>One `search` command of the engine of this repository: its threads, clocks and answers.</summary>
internal sealed class HostBatch(VectorIndex index, RowMatrix queries, QueryFilters? filters, int k, int threads, int count)
{
    private readonly IntMatrix _ids = IntMatrix.Empty(count, k);
    private readonly uint[] _latencies = new uint[count];
    private readonly SearchStatistics[] _statistics = new SearchStatistics[count];
    private readonly long[] _cpuOfThread = new long[threads];

    public void Run(Stream output, SearchRequest request)
    {
        var others = new List<Thread>();
        long started = Stopwatch.GetTimestamp();
        for (int t = 1; t < threads; t++)
        {
            int thread = t;
            others.Add(new Thread(() => Work(request, thread)));
            others[^1].Start();
        }

        Work(request, 0);
        foreach (Thread other in others) other.Join();
        long wall = NanosecondsSince(started);
        ProtocolStream.WriteLine(output, string.Create(CultureInfo.InvariantCulture,
            $"answers {count} {wall} {_cpuOfThread.Sum()} {_latencies.Length} {Plans()}"));
        for (int q = 0; q < count; q++) output.Write(MemoryMarshal.AsBytes(_ids[q]));
        output.Write(MemoryMarshal.AsBytes(_latencies.AsSpan()));
        output.Flush();
    }

    private void Work(SearchRequest request, int thread)
    {
        var results = new Neighbor[k];
        long cpu = ThreadCpuTime.Nanoseconds;
        for (int q = thread; q < count; q += threads)
        {
            long start = Stopwatch.GetTimestamp();
            SearchRequest own = filters is null ? request : request with { Allowed = filters.Of(q) };
            int found = index.Search(queries[q], own, results, out _statistics[q]);
            _latencies[q] = (uint)Math.Min(NanosecondsSince(start), uint.MaxValue);
            Span<int> row = _ids[q];
            for (int i = 0; i < k; i++) row[i] = i < found ? (int)results[i].Offset : -1;
        }

        _cpuOfThread[thread] = ThreadCpuTime.Nanoseconds - cpu;
    }

    private string Plans()
    {
        IEnumerable<string> plans = _statistics.CountBy(statistics => statistics.Plan)
            .Select(plan => $"{plan.Key}={plan.Value}");
        int fellBack = _statistics.Count(statistics => statistics.FellBack);
        return string.Join(',', fellBack == 0 ? plans : plans.Append($"{EngineAnswers.FellBack}={fellBack}"));
    }

    private static long NanosecondsSince(long timestamp) =>
        (Stopwatch.GetTimestamp() - timestamp) * (1_000_000_000 / Stopwatch.Frequency);
}
