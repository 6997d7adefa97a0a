using NeuralSearch.Inference;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Inference.Models;

public class ModelManifestTests
{
    [Fact]
    public void The_manifest_names_every_file_of_the_models_folder_with_its_length()
    {
        ModelManifest manifest = ModelManifest.Load(TestFiles.ModelsFolder);

        IEnumerable<(string, long)> named = manifest.Models
            .SelectMany(model => model.Files.Select(file => ($"{model.Folder}/{file.Path}", file.Bytes)));
        IEnumerable<(string, long)> there = Directory.GetDirectories(TestFiles.ModelsFolder)
            .SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
            .Select(file =>
                (Path.GetRelativePath(TestFiles.ModelsFolder, file).Replace('\\', '/'), new FileInfo(file).Length));
        Assert.Equal(there.Order(), named.Order());
    }

    [Fact]
    public void The_manifest_agrees_with_the_sums_that_came_with_the_model()
    {
        ModelEntry entry = ModelManifest.Load(TestFiles.ModelsFolder).Get("all-MiniLM-L6-v2");

        string config = File.ReadAllText(Path.Combine(TestFiles.MiniLm, "config.json"));
        foreach (string name in (string[])["model.onnx", "vocab.txt"])
            Assert.Contains(entry.Files.Single(file => file.Path == name).Sha256, config, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_says_where_it_came_from_and_its_licence()
    {
        ModelEntry entry = ModelManifest.Load(TestFiles.ModelsFolder).Get("all-MiniLM-L6-v2");

        Assert.Equal(384, entry.Dimensions);
        Assert.Equal("Apache-2.0", entry.Licence);
        Assert.StartsWith("sentence-transformers/all-MiniLM-L6-v2", entry.Origin.Model, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_model_is_refused_with_those_that_are_known()
    {
        KeyNotFoundException e = Assert.Throws<KeyNotFoundException>(
            () => ModelManifest.Load(TestFiles.ModelsFolder).Get("gpt-9"));

        Assert.Contains("gpt-9", e.Message, StringComparison.Ordinal);
        Assert.Contains("all-MiniLM-L6-v2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_manifest_is_refused_by_its_path()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Combine("manifest.json"), """{"models": [{"name": 1}]}""");

        InvalidDataException e = Assert.Throws<InvalidDataException>(() => ModelManifest.Load(folder.Path));

        Assert.Contains(folder.Path, e.Message, StringComparison.Ordinal);
    }
}
