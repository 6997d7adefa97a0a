using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NeuralSearch.Notebooks.Library;

/// <summary>Where and when figures were measured; a time without it says nothing.</summary>
public static class Machine
{
    /// <summary>Processor, cores, what else it does, runtime and day, in one line.</summary>
    public static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Processor()}, {Environment.ProcessorCount} cores{Load()}, {Width()}, {RuntimeInformation.FrameworkDescription}, {DateTime.UtcNow:yyyy-MM-dd}");

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            ?? $"{RuntimeInformation.ProcessArchitecture}"
        : $"{RuntimeInformation.ProcessArchitecture}";

    /// <summary>Programs that want a core, as Linux tells it, this one included.</summary>
    private static string Load() => File.Exists("/proc/loadavg")
        ? $" (load {File.ReadAllText("/proc/loadavg").Split(' ')[0]})"
        : "";

    private static string Width() => Vector512.IsHardwareAccelerated ? "AVX-512"
        : Vector256.IsHardwareAccelerated ? "256-bit vectors" : "128-bit vectors";
}
