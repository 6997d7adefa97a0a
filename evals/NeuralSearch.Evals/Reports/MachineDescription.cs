using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Serialization;

namespace NeuralSearch.Evals.Reports;

/// <summary>Where and when a figure was measured.</summary>
internal sealed record MachineDescription(
    string Cpu, string Isa, int Cores, string Runtime, string Commit, DateTime Utc)
{
    public static MachineDescription Current { get; } = new(
        CpuName(),
        Vector512.IsHardwareAccelerated ? "AVX-512" : Vector256.IsHardwareAccelerated ? "256-bit" : "128-bit",
        Environment.ProcessorCount,
        RuntimeInformation.FrameworkDescription,
        CommitId(),
        DateTime.UtcNow);

    /// <summary>For the head of a report.</summary>
    [JsonIgnore]
    public string Sentence => $"{Cpu}, {Cores} cores, {Isa}, {Runtime}, commit {Commit}, {Utc:u}";

    private static string CpuName() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(':', 2)[1].Trim() ?? "unknown"
        : RuntimeInformation.ProcessArchitecture.ToString();

    private static string CommitId()
    {
        try
        {
            using var git = Process.Start(
                new ProcessStartInfo("git", "describe --always --dirty --exclude *") { RedirectStandardOutput = true })!;
            string id = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return id.Length > 0 ? id : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown"; // no git on this machine
        }
    }
}
