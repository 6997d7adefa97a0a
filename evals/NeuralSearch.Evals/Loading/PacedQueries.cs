using System.Diagnostics;
using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Index;

namespace NeuralSearch.Evals.Loading;

/// <summary>
/// Asks an index on a thread of its own, at times fixed in advance, and measures from when a query was due. A task's
/// timer comes a millisecond late, which is three searches; so the last of the wait is spun.
/// </summary>
internal sealed class PacedQueries(VectorIndex index, RowMatrix queries, LoadingOptions options)
{
    private static readonly TimeSpan Spun = TimeSpan.FromMilliseconds(1.5);

    private readonly List<QuerySample> _samples = [];
    private volatile bool _isStopping;
    private volatile int _asked;
    private volatile Phase _phase;

    /// <summary>Queries that have been answered.</summary>
    public int Asked => _asked;

    /// <summary>Runs an action; queries that are asked meanwhile belong to its phase.</summary>
    /// <returns>How long it took.</returns>
    public TimeSpan During(Phase phase, Action action)
    {
        _phase = phase;
        long started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Asks until the actions of the script have ended; its samples are in the order they were due.</summary>
    public IReadOnlyList<QuerySample> Run(Action script)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Ask();
            }
            catch (ArgumentException error)
            {
                failure = error;
            }
        });
        thread.Start();
        try
        {
            script();
        }
        finally
        {
            _isStopping = true;
            thread.Join();
        }

        return failure is null ? _samples : throw failure;
    }

    private void Ask()
    {
        long epoch = Stopwatch.GetTimestamp();
        var results = new Neighbor[LoadingOptions.K];
        for (int i = 0; !_isStopping; i++)
        {
            TimeSpan due = TimeSpan.FromSeconds(i / options.Rate);
            TimeSpan wait = due - Stopwatch.GetElapsedTime(epoch) - Spun;
            if (wait > TimeSpan.Zero) Thread.Sleep(wait);
            while (Stopwatch.GetElapsedTime(epoch) < due) Thread.SpinWait(20);

            Phase phase = _phase;
            int query = i % queries.Count;
            uint acknowledged = index.Count;
            long cpu = ThreadCpuTime.Nanoseconds;
            int found = index.Search(queries[query], default, results);
            double cpuUs = (ThreadCpuTime.Nanoseconds - cpu) / 1e3;
            TimeSpan taken = Stopwatch.GetElapsedTime(epoch) - due;
            bool isChecked = i % options.CheckedEvery == 0;
            _samples.Add(new QuerySample(
                phase, due, taken, cpuUs, acknowledged, query, isChecked ? results[..found] : null));
            _asked = _samples.Count;
        }
    }
}
