using NeuralSearch.Testing.Faults;

namespace NeuralSearch.IntegrationTests.Durability;

/// <summary>The power fails at any moment, and the disk kept of what was not synced what it liked.</summary>
public sealed class PowerCutTests
{
    private const int Cuts = 12;

    [Fact]
    public async Task After_a_power_cut_a_node_starts_and_has_what_was_acknowledged()
    {
        Assert.SkipWhen(FaultShim.WhyAbsent is not null, FaultShim.WhyAbsent ?? "");

        FaultResult result = await PowerCuts.RunAsync(Cuts, TestSeed.Choose());

        TestContext.Current.TestOutputHelper?.WriteLine(result.ToString());
        Assert.True(result.Violations.Count == 0, result.ToString());
    }
}
