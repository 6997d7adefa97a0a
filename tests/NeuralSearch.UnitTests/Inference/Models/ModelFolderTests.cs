using NeuralSearch.Inference;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Inference.Models;

public sealed class ModelFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_configured_folder_is_taken()
    {
        string configured = MakeModels("elsewhere");

        Assert.Equal(configured, ModelFolder.Find(configured, _folder.Path));
    }

    [Fact]
    public void A_configured_folder_without_a_manifest_is_refused_and_not_passed_over()
    {
        MakeModels("models");
        string configured = _folder.Combine("wrong");

        DirectoryNotFoundException e = Assert.Throws<DirectoryNotFoundException>(
            () => ModelFolder.Find(configured, _folder.Path));

        Assert.Contains(configured, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_beside_the_executable_comes_before_one_above()
    {
        MakeModels("models");
        string beside = MakeModels("app/bin/models");

        Assert.Equal(beside, ModelFolder.Find(null, _folder.Combine("app", "bin")));
    }

    [Fact]
    public void The_nearest_folder_above_is_found_and_one_without_a_manifest_is_passed_over()
    {
        string above = MakeModels("models");
        Directory.CreateDirectory(_folder.Combine("app", "models"));
        string executable = Directory.CreateDirectory(_folder.Combine("app", "bin", "net10.0")).FullName;

        Assert.Equal(above, ModelFolder.Find("", executable));
    }

    [Fact]
    public void Without_any_folder_the_error_says_where_it_was_looked_for()
    {
        DirectoryNotFoundException e = Assert.Throws<DirectoryNotFoundException>(
            () => ModelFolder.Find(null, _folder.Path));

        Assert.Contains(_folder.Path, e.Message, StringComparison.Ordinal);
        Assert.Contains("manifest.json", e.Message, StringComparison.Ordinal);
    }

    private string MakeModels(string path)
    {
        string folder = Directory.CreateDirectory(_folder.Combine(path)).FullName;
        File.WriteAllText(Path.Combine(folder, "manifest.json"), """{"models": []}""");
        return folder;
    }
}
