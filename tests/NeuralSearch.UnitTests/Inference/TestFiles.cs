using NeuralSearch.Inference;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Inference;

/// <summary>Where the repository's own test material lies.</summary>
internal static class TestFiles
{
    public static string ModelsFolder { get; } = ModelFolder.Find(configured: null);

    public static string MiniLm { get; } = Path.Combine(ModelsFolder, "all-MiniLM-L6-v2");

    public static string Golden { get; } = Repository.Combine(
        "tests", "NeuralSearch.UnitTests", "Inference", "Golden");

    /// <summary>A path of the shared material; the test is skipped if it is not there.</summary>
    public static string Shared(string path)
    {
        string full = Repository.SharedMaterial(path);
        Assert.SkipUnless(Path.Exists(full), $"../shared/{path} is not there.");
        return full;
    }
}
