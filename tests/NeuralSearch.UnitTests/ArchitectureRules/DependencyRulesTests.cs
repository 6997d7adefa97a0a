using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.ArchitectureRules;

public sealed class DependencyRulesTests
{
    [Fact]
    public void Libraries_do_not_depend_on_services()
    {
        var offenders = RepositoryFiles.Projects
            .Where(project => project.StartsWith("libs/", StringComparison.Ordinal))
            .Where(project => RepositoryFiles.ProjectReferences(project).Any(IsService));

        Assert.Empty(offenders);
    }

    [Fact]
    public void Services_do_not_depend_on_one_another_except_Standalone()
    {
        var offenders = RepositoryFiles.Projects
            .Where(project => project.StartsWith("services/", StringComparison.Ordinal))
            .Where(project => !project.Contains("NeuralSearch.Standalone/", StringComparison.Ordinal))
            .Where(project => RepositoryFiles.ProjectReferences(project).Any(IsService));

        Assert.Empty(offenders);
    }

    [Fact]
    public void Nothing_depends_on_the_AppHost()
    {
        var offenders = RepositoryFiles.Projects
            .Where(project => RepositoryFiles.ProjectReferences(project).Contains("NeuralSearch.AppHost"));

        Assert.Empty(offenders);
    }

    [Fact]
    public void Only_the_node_refers_to_the_index()
    {
        var offenders = RepositoryFiles.Projects
            .Where(project => !project.StartsWith("tests/", StringComparison.Ordinal)
                && !project.StartsWith("evals/", StringComparison.Ordinal))
            .Where(project => RepositoryFiles.ProjectReferences(project).Contains("NeuralSearch.Index"))
            .Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(["NeuralSearch.Node"], offenders);
    }

    [Fact]
    public void The_index_needs_nothing_but_the_base_class_library()
    {
        const string Index = "libs/NeuralSearch.Index/NeuralSearch.Index.csproj";

        Assert.Empty(RepositoryFiles.ProjectReferences(Index));
        Assert.Empty(RepositoryFiles.PackageReferences(Index));
    }

    [Theory]
    [InlineData("Microsoft.ML.OnnxRuntime", "NeuralSearch.Inference")]
    [InlineData("Microsoft.Data.Sqlite", "NeuralSearch.Catalog")]
    [InlineData("Grpc.Tools", "NeuralSearch.Contracts")]
    [InlineData("Aspire", "NeuralSearch.AppHost")]
    [InlineData("AngleSharp", "NeuralSearch.Ingestion")]
    [InlineData("Markdig", "NeuralSearch.Ingestion")]
    [InlineData("YamlDotNet", "NeuralSearch.Ingestion")]
    public void A_vendor_is_referred_to_by_one_project(string package, string owner)
    {
        var users = RepositoryFiles.Projects
            .Where(project => !project.StartsWith("tests/", StringComparison.Ordinal))
            .Where(project => RepositoryFiles.PackageReferences(project)
                .Any(reference => reference == package
                    || reference.StartsWith(package + ".", StringComparison.Ordinal)))
            .Select(Path.GetFileNameWithoutExtension);

        Assert.Equal([owner], users);
    }

    [Fact]
    public void A_source_file_has_at_most_400_lines()
    {
        var offenders = RepositoryFiles.Sources("*.cs")
            .Select(path => (Path: path, Lines: File.ReadLines(Repository.Combine(path)).Count()))
            .Where(file => file.Lines > 400);

        Assert.Empty(offenders);
    }

    private static bool IsService(string project) =>
        RepositoryFiles.Projects.Any(path => path == $"services/{project}/{project}.csproj");
}
