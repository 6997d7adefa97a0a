using Xunit;

namespace NeuralSearch.UnitTests.ArchitectureRules;

public sealed class DependencyRulesTests
{
    private static readonly RepositoryFiles Repository = RepositoryFiles.Find();

    [Fact]
    public void Libraries_do_not_depend_on_services()
    {
        var offenders = Repository.Projects
            .Where(project => project.StartsWith("libs/", StringComparison.Ordinal))
            .Where(project => Repository.ProjectReferences(project).Any(IsService));

        Assert.Empty(offenders);
    }

    [Fact]
    public void Services_do_not_depend_on_one_another_except_Standalone()
    {
        var offenders = Repository.Projects
            .Where(project => project.StartsWith("services/", StringComparison.Ordinal))
            .Where(project => !project.Contains("NeuralSearch.Standalone/", StringComparison.Ordinal))
            .Where(project => Repository.ProjectReferences(project).Any(IsService));

        Assert.Empty(offenders);
    }

    [Fact]
    public void Nothing_depends_on_the_AppHost()
    {
        var offenders = Repository.Projects
            .Where(project => Repository.ProjectReferences(project).Contains("NeuralSearch.AppHost"));

        Assert.Empty(offenders);
    }

    [Fact]
    public void Only_the_node_refers_to_the_index()
    {
        var offenders = Repository.Projects
            .Where(project => !project.StartsWith("tests/", StringComparison.Ordinal)
                && !project.StartsWith("evals/", StringComparison.Ordinal))
            .Where(project => Repository.ProjectReferences(project).Contains("NeuralSearch.Index"))
            .Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(["NeuralSearch.Node"], offenders);
    }

    [Fact]
    public void The_index_needs_nothing_but_the_base_class_library()
    {
        const string Index = "libs/NeuralSearch.Index/NeuralSearch.Index.csproj";

        Assert.Empty(Repository.ProjectReferences(Index));
        Assert.Empty(Repository.PackageReferences(Index));
    }

    [Theory]
    [InlineData("Microsoft.ML.OnnxRuntime", "NeuralSearch.Inference")]
    [InlineData("Microsoft.Data.Sqlite", "NeuralSearch.Catalog")]
    [InlineData("Grpc.Tools", "NeuralSearch.Contracts")]
    public void A_vendor_is_referred_to_by_one_project(string package, string owner)
    {
        var users = Repository.Projects
            .Where(project => !project.StartsWith("tests/", StringComparison.Ordinal))
            .Where(project => Repository.PackageReferences(project)
                .Any(reference => reference == package
                    || reference.StartsWith(package + ".", StringComparison.Ordinal)))
            .Select(Path.GetFileNameWithoutExtension);

        Assert.Equal([owner], users);
    }

    [Fact]
    public void A_source_file_has_at_most_400_lines()
    {
        var offenders = Repository.Sources("*.cs")
            .Select(path => (Path: path, Lines: File.ReadLines(Path.Combine(Repository.Root, path)).Count()))
            .Where(file => file.Lines > 400);

        Assert.Empty(offenders);
    }

    private static bool IsService(string project) =>
        Repository.Projects.Any(path => path == $"services/{project}/{project}.csproj");
}
