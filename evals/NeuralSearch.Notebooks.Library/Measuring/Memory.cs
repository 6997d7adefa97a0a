using System.Diagnostics;

namespace NeuralSearch.Notebooks.Library;

/// <summary>What building something took of the machine's memory.</summary>
public static class Memory
{
    /// <summary>Resident bytes of this process that something added; everything this process does meanwhile counts.</summary>
    public static async Task<long> GrowthAsync(Func<Task> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        long before = Resident();
        await build();
        return Resident() - before;
    }

    private static long Resident()
    {
        // Aggressive: what garbage held goes back to the system now, and not while something else is measured.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }
}
