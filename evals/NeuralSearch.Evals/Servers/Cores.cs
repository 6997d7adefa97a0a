using System.Diagnostics;

namespace NeuralSearch.Evals.Servers;

/// <summary>
/// One core for the server and another for the generator, so that refusals, which cost the generator as much as the
/// server, do not take what the server has for answers. Needs Linux and two cores; elsewhere both share all.
/// </summary>
internal static class Cores
{
    private const int GeneratorCore = 1;

    /// <summary>The core of the server; null when it shares all.</summary>
    public static int? Server { get; } =
        OperatingSystem.IsLinux() && Environment.ProcessorCount > GeneratorCore ? 0 : null;

    /// <summary>In words, for a report.</summary>
    public static string Description => Server is null ? "shared" : $"server {Server}, generator {GeneratorCore}";

    /// <summary>Keeps this process off the core of the server, if it has one.</summary>
    public static void PinGenerator()
    {
        if (!OperatingSystem.IsLinux() || Server is null) return;
        using var self = Process.GetCurrentProcess();
        self.ProcessorAffinity = 1 << GeneratorCore;
    }
}
