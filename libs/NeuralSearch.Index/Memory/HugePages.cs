using System.Runtime.InteropServices;

namespace NeuralSearch.Index;

/// <summary>
/// Asks the operating system for 2 MB pages, which random reads of a large index need to not miss the TLB.
/// </summary>
internal static unsafe partial class HugePages
{
    public const nuint PageBytes = 2 << 20;
    private const int MadvHugePage = 14;

    /// <summary>
    /// Advises the whole 2 MB pages inside the range; does nothing outside Linux or for a smaller range. It is advice:
    /// a system that does not follow it is slower, not wrong, so the answer is not looked at.
    /// </summary>
    public static void Advise(byte* start, nuint bytes)
    {
        if (!OperatingSystem.IsLinux()) return;
        var first = ((nuint)start + PageBytes - 1) & ~(PageBytes - 1);
        var end = ((nuint)start + bytes) & ~(PageBytes - 1);
        if (first < end) _ = MAdvise(first, end - first, MadvHugePage);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MAdvise(nuint address, nuint length, int advice);
}
