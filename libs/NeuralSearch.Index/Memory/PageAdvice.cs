using System.Runtime.InteropServices;

namespace NeuralSearch.Index;

/// <summary>
/// Tells the operating system how memory will be used. It is advice: a system that does not follow it, or is not Linux,
/// is slower, not wrong, so the answer is not looked at.
/// </summary>
internal static unsafe partial class PageAdvice
{
    public const nuint HugePageBytes = 2 << 20;
    private const long SmallPageBytes = 4096;
    private const int MadvRandom = 1;
    private const int MadvHugePage = 14;

    /// <summary>
    /// The memory that so many bytes from the start of a growing array take: its first 2 MB have small pages.
    /// </summary>
    public static long RoundUp(long bytes)
    {
        var page = bytes <= (long)HugePageBytes ? SmallPageBytes : (long)HugePageBytes;
        return (bytes + page - 1) / page * page;
    }

    /// <summary>
    /// Asks for 2 MB pages, which random reads of a large index need to not miss the TLB: for the whole ones inside the
    /// range.
    /// </summary>
    public static void Huge(byte* start, nuint bytes)
    {
        if (!OperatingSystem.IsLinux()) return;
        var first = ((nuint)start + HugePageBytes - 1) & ~(HugePageBytes - 1);
        var end = ((nuint)start + bytes) & ~(HugePageBytes - 1);
        if (first < end) _ = MAdvise(first, end - first, MadvHugePage);
    }

    /// <summary>
    /// Says that single records of a mapped section will be read: nothing around them is worth reading ahead.
    /// </summary>
    /// <param name="start">Begins a page.</param>
    /// <param name="bytes">Bytes of the section.</param>
    public static void Random(byte* start, nuint bytes)
    {
        if (OperatingSystem.IsLinux()) _ = MAdvise((nuint)start, bytes, MadvRandom);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MAdvise(nuint address, nuint length, int advice);
}
