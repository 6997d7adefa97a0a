using System.Globalization;

namespace NeuralSearch.Testing.Faults;

/// <summary>The seed of a run: a failed one is repeated with its seed in the environment variable.</summary>
public static class TestSeed
{
    /// <summary>NEURALSEARCH_TEST_SEED, or a new one.</summary>
    public static int Choose() => int.TryParse(
        Environment.GetEnvironmentVariable("NEURALSEARCH_TEST_SEED"), CultureInfo.InvariantCulture, out int seed)
        ? seed
        : Random.Shared.Next();
}
