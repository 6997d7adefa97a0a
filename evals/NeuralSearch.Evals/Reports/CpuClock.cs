using System.Globalization;

namespace NeuralSearch.Evals.Reports;

/// <summary>CPU time since the machine began, in ticks of Linux (1/100 s).</summary>
/// <param name="Busy">Of all that runs on the machine, and what a hypervisor took from it.</param>
/// <param name="Total">Idle time included.</param>
/// <param name="Own">Of this process and of the children that it has waited for.</param>
internal readonly record struct CpuClock(long Busy, long Total, long Own)
{
    public static CpuClock Now => Read(File.ReadAllText("/proc/stat"), File.ReadAllText("/proc/self/stat"));

    /// <summary>From what these files say; man 5 proc numbers their fields.</summary>
    public static CpuClock Read(string machine, string process)
    {
        long[] ticks = Numbers(machine[..machine.IndexOf('\n', StringComparison.Ordinal)]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]);
        long total = ticks.Sum();
        // The name, the second field, may hold blanks and brackets; utime is the 14th field, cstime the 17th.
        string[] fields = process[(process.LastIndexOf(')') + 2)..].Split(' ');
        return new CpuClock(total - ticks[3] - ticks[4], total, Numbers(fields[11..15]).Sum());
    }

    /// <summary>The share of the machine's CPU time since then that neither was idle nor this program's.</summary>
    public double ShareOfOthersSince(CpuClock earlier)
    {
        double others = Busy - earlier.Busy - (Own - earlier.Own);
        return Math.Max(0, others / Math.Max(1, Total - earlier.Total));
    }

    private static long[] Numbers(IEnumerable<string> words) =>
        [.. words.Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
}
