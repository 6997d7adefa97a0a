using System.Diagnostics;
using NeuralSearch.Evals.Ann.Engines;

namespace NeuralSearch.Evals.Updates;

/// <summary>What some work on rows took.</summary>
/// <param name="Rows">How many rows it was for.</param>
/// <param name="WallSeconds">By the clock.</param>
/// <param name="CpuSeconds">Of the thread that did it.</param>
internal sealed record Work(int Rows, double WallSeconds, double CpuSeconds)
{
    public double CpuUsPerRow => CpuSeconds * 1e6 / Rows;

    public static Work Measure(int rows, Action action)
    {
        long started = Stopwatch.GetTimestamp();
        long cpu = ThreadCpuTime.Nanoseconds;
        action();
        cpu = ThreadCpuTime.Nanoseconds - cpu;
        return new Work(rows, Stopwatch.GetElapsedTime(started).TotalSeconds, cpu / 1e9);
    }

    public static Work operator +(Work left, Work right) => new(
        left.Rows + right.Rows, left.WallSeconds + right.WallSeconds, left.CpuSeconds + right.CpuSeconds);
}
