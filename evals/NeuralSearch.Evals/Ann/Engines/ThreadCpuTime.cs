using System.ComponentModel;
using System.Runtime.InteropServices;

namespace NeuralSearch.Evals.Ann.Engines;

/// <summary>The CPU time of the calling thread, which a busy machine disturbs less than the clock.</summary>
internal static class ThreadCpuTime
{
    private const int ThreadCpuClock = 3; // CLOCK_THREAD_CPUTIME_ID of Linux

    public static long Nanoseconds
    {
        get
        {
            int result = ClockGetTime(ThreadCpuClock, out TimeSpec time);
            return result == 0 ? time.Seconds * 1_000_000_000 + time.Nanoseconds : throw new Win32Exception();
        }
    }

    [DllImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static extern int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
