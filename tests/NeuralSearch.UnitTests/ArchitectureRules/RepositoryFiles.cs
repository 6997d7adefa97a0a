using System.Xml.Linq;

namespace NeuralSearch.UnitTests.ArchitectureRules;

/// <summary>The projects of the repository, read from their files.</summary>
internal sealed class RepositoryFiles
{
    private RepositoryFiles(string root) => Root = root;

    public string Root { get; }

    public static RepositoryFiles Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "NeuralSearch.sln")))
                return new RepositoryFiles(folder.FullName);
        throw new DirectoryNotFoundException("NeuralSearch.sln stands in no folder above the tests");
    }

    /// <summary>Paths of the project files, relative to the root, with forward slashes.</summary>
    public IEnumerable<string> Projects => Sources("*.csproj");

    /// <summary>Paths of source files, relative to the root, without what a build made.</summary>
    public IEnumerable<string> Sources(string pattern) => Directory
        .EnumerateFiles(Root, pattern, SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or ".git"));

    /// <summary>Names of the projects that a project refers to.</summary>
    public IEnumerable<string> ProjectReferences(string project) => Items(project, "ProjectReference")
        .Select(include => Path.GetFileNameWithoutExtension(include.Replace('\\', '/')));

    public IEnumerable<string> PackageReferences(string project) => Items(project, "PackageReference");

    private IEnumerable<string> Items(string project, string item) =>
        XDocument.Load(Path.Combine(Root, project)).Descendants(item)
            .Select(element => element.Attribute("Include")!.Value);
}
