using System.Xml.Linq;
using NeuralSearch.Testing;

namespace NeuralSearch.UnitTests.ArchitectureRules;

/// <summary>The projects of the repository, read from their files.</summary>
internal static class RepositoryFiles
{
    /// <summary>Paths of the project files, relative to the root, with forward slashes.</summary>
    public static IEnumerable<string> Projects => Sources("*.csproj");

    /// <summary>Paths of source files, relative to the root, without what a build made.</summary>
    public static IEnumerable<string> Sources(string pattern) => Directory
        .EnumerateFiles(Repository.Root, pattern, SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
        .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or ".git"));

    /// <summary>Names of the projects that a project refers to.</summary>
    public static IEnumerable<string> ProjectReferences(string project) => Items(project, "ProjectReference")
        .Select(include => Path.GetFileNameWithoutExtension(include.Replace('\\', '/')));

    public static IEnumerable<string> PackageReferences(string project) => Items(project, "PackageReference");

    private static IEnumerable<string> Items(string project, string item) =>
        XDocument.Load(Repository.Combine(project)).Descendants(item)
            .Select(element => element.Attribute("Include")!.Value);
}
