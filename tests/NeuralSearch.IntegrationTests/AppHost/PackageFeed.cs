using System.IO.Compression;

namespace NeuralSearch.IntegrationTests.AppHost;

/// <summary>A folder of packages: a feed that has what a test puts there and nothing else.</summary>
internal sealed class PackageFeed(string folder)
{
    public string Folder { get; } = Directory.CreateDirectory(folder).FullName;

    /// <summary>Adds a package of text files and copied files.</summary>
    public void Add(
        string id,
        string version,
        IReadOnlyDictionary<string, string>? texts = null,
        IReadOnlyDictionary<string, string>? files = null,
        string? dependency = null)
    {
        using var package = ZipFile.Open(
            Path.Combine(Folder, $"{id}.{version}.nupkg".ToLowerInvariant()), ZipArchiveMode.Create);
        string needs = dependency is null
            ? ""
            : $"""<group targetFramework="net10.0"><dependency id="{dependency}" version="{version}" /></group>""";
        Write(package, $"{id}.nuspec", $"""
            <?xml version="1.0" encoding="utf-8"?>
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata>
                <id>{id}</id>
                <version>{version}</version>
                <authors>a test</authors>
                <description>A stand-in.</description>
                <dependencies>{needs}</dependencies>
              </metadata>
            </package>
            """);
        foreach ((string name, string text) in texts ?? new Dictionary<string, string>()) Write(package, name, text);
        foreach ((string name, string path) in files ?? new Dictionary<string, string>())
            package.CreateEntryFromFile(path, name);
    }

    private static void Write(ZipArchive package, string name, string text)
    {
        using var writer = new StreamWriter(package.CreateEntry(name).Open());
        writer.Write(text);
    }
}
