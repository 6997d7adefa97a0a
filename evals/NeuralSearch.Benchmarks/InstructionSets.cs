using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Jobs;

namespace NeuralSearch.Benchmarks;

/// <summary>
/// One job for each width that the runtime can be told to stop at; a job is a process of its own with these variables.
/// On .NET 10 the older DOTNET_EnableAVX512F does nothing.
/// </summary>
internal sealed class InstructionSets : ManualConfig
{
    public InstructionSets()
    {
        AddJob(
            Of("widest"),
            Of("256-bit", "DOTNET_EnableAVX512"),
            Of("128-bit", "DOTNET_EnableAVX2"),
            Of("scalar", "DOTNET_EnableHWIntrinsic"));
        Add(DefaultConfig.Instance);
        ArtifactsPath = Path.Combine("artifacts", "benchmarks");
    }

    /// <summary>Short: what a kernel costs is settled within a few hundred milliseconds.</summary>
    private static Job Of(string id, params ReadOnlySpan<string> off)
    {
        Job job = Job.ShortRun.WithRuntime(CoreRuntime.Core10_0).WithId(id);
        foreach (string variable in off) job = job.WithEnvironmentVariable(variable, "0");
        return job;
    }
}
