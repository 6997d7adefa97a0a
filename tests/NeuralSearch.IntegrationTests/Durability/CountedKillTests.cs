using NeuralSearch.Testing.Faults;

namespace NeuralSearch.IntegrationTests.Durability;

/// <summary>A fixed workload, killed at a change of its files; a sample of all changes, <c>evals durability</c> takes each.</summary>
public sealed class CountedKillTests
{
    private const int Kills = 16;

    [Fact]
    public async Task Killed_at_any_change_and_again_while_it_recovers_a_node_has_what_was_acknowledged()
    {
        Assert.SkipWhen(FaultShim.WhyAbsent is not null, FaultShim.WhyAbsent ?? "");

        FaultResult result = await CountedKills.RunAsync(Kills, TestSeed.Choose());

        TestContext.Current.TestOutputHelper?.WriteLine(result.ToString());
        Assert.True(result.Violations.Count == 0, result.ToString());
    }
}
