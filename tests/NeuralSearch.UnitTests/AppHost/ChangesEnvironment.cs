using Xunit;

namespace NeuralSearch.UnitTests.AppHost;

/// <summary>Tests that change variables of this process, and so run when no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ChangesEnvironment
{
    public const string Name = "changes the environment";
}
