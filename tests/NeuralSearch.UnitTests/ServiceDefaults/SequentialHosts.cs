using Xunit;

namespace NeuralSearch.UnitTests.ServiceDefaults;

/// <summary>
/// Tests that host the service defaults run one after another and beside no other test: meters are seen by every
/// exporter of the process, so that a second host would stand in the first one's metrics.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SequentialHosts
{
    public const string Name = "hosts";
}
