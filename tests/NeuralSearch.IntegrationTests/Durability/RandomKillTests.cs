using NeuralSearch.Testing.Faults;

namespace NeuralSearch.IntegrationTests.Durability;

/// <summary>The promise of <c>wait=true</c>, tested by killing the real process again and again.</summary>
public sealed class RandomKillTests
{
    private const int Cycles = 10;

    [Fact]
    public async Task Every_acknowledged_write_survives_kill_9_under_concurrent_load()
    {
        FaultResult result = await RandomKills.RunAsync(Cycles, TestSeed.Choose());

        Assert.True(result.Violations.Count == 0, result.ToString());
        Assert.True(result.AcknowledgedPoints > 1000, $"Too few writes to mean anything. {result}");
    }
}
