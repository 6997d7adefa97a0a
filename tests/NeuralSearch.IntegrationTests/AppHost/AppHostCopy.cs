using System.Xml.Linq;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.AppHost;

/// <summary>
/// The AppHost with the real build files, in a folder of its own with a feed and a package cache of its own. What it
/// refers to is replaced by the least that compiles, so that a build takes seconds.
/// </summary>
internal sealed class AppHostCopy : IDisposable
{
    public const string Solution = "Everything.slnx";

    public const string StandaloneLine = "this is the standalone host";

    private static readonly TimeSpan CommandLimit = TimeSpan.FromMinutes(4);
    private static readonly string[] Services = ["Embedding", "Ingestion", "Query", "VectorNode"];

    private readonly TemporaryFolder _folder = new();

    public AppHostCopy()
    {
        foreach (string file in Directory.EnumerateFiles(Repository.Root, "Directory.*").Select(Path.GetFileName)!)
            Copy(file);
        Copy("global.json");
        foreach (string path in Directory.EnumerateFiles(Repository.Combine("eng"), "*.*")
            .Concat(Directory.EnumerateFiles(
                Repository.Combine("NeuralSearch.AppHost"), "*", SearchOption.AllDirectories)))
        {
            string name = Path.GetRelativePath(Repository.Root, path);
            string[] parts = name.Split(Path.DirectorySeparatorChar);
            if (!parts.Contains("bin") && !parts.Contains("obj") && parts[^1] != "packages.lock.json") Copy(name);
        }

        foreach (string service in Services) WriteProject(service, isExe: true, "return;");
        WriteProject("Standalone", isExe: false, $$"""
            namespace NeuralSearch.Standalone;

            public static class CommandLine
            {
                public static Task<int> RunAsync(string[] args)
                {
                    Console.WriteLine("{{StandaloneLine}} {0}", string.Join(' ', args));
                    return Task.FromResult(0);
                }
            }
            """);
        Write(Solution, $"""
            <Solution>
              <Project Path="NeuralSearch.AppHost/NeuralSearch.AppHost.csproj" />
              {string.Join("\n  ", Services.Select(service =>
                  $"<Project Path=\"services/NeuralSearch.{service}/NeuralSearch.{service}.csproj\" />"))}
            </Solution>
            """);
        Feed = new PackageFeed(_folder.Combine("feed"));
        Feed.Add("System.CommandLine", VersionOf("System.CommandLine"), files: new Dictionary<string, string>
        {
            ["lib/net10.0/System.CommandLine.dll"] = Path.Combine(AppContext.BaseDirectory, "System.CommandLine.dll"),
        });
        Write("nuget.config", """
            <configuration><packageSources><clear /><add key="test" value="feed" /></packageSources></configuration>
            """);
    }

    public PackageFeed Feed { get; }

    public string AspireVersion { get; } = XDocument.Load(Repository.Combine("eng", "Aspire.props"))
        .Descendants("AspireVersion").Single().Value;

    public string? ProbeAnswer => File.Exists(ProbeFile)
        ? XDocument.Load(ProbeFile).Descendants("UseAspire").Single().Value
        : null;

    private string ProbeFile => _folder.Combine("NeuralSearch.AppHost", "obj", $"aspire-{AspireVersion}.probe.props");

    /// <summary>Puts Aspire into the feed: what matters here of its SDK, and the stand-ins as its library.</summary>
    public void ServeAspire()
    {
        Feed.Add("Aspire.AppHost.Sdk", AspireVersion, new Dictionary<string, string>
        {
            ["Sdk/Sdk.props"] = $"""
                <Project>
                  <PropertyGroup>
                    <IsAspireHost>true</IsAspireHost>
                    <AspireHostingSDKVersion>{AspireVersion}</AspireHostingSDKVersion>
                  </PropertyGroup>
                </Project>
                """,
            ["Sdk/Sdk.targets"] = $"""
                <Project>
                  <ItemGroup>
                    <ProjectReference Update="@(ProjectReference)">
                      <IsAspireProjectResource Condition="'%(IsAspireProjectResource)' != 'false'">true</IsAspireProjectResource>
                      <ReferenceOutputAssembly Condition="'%(IsAspireProjectResource)' == 'true'">false</ReferenceOutputAssembly>
                      <ExcludeAssets Condition="'%(IsAspireProjectResource)' == 'true'">all</ExcludeAssets>
                      <Private Condition="'%(IsAspireProjectResource)' == 'true'">false</Private>
                    </ProjectReference>
                  </ItemGroup>
                  <Target Name="AddImplicitAspireAppHostPackage" BeforeTargets="Restore;CollectPackageReferences">
                    <ItemGroup>
                      <PackageReference Include="Aspire.Hosting.AppHost" Version="{AspireVersion}" IsImplicitlyDefined="true" />
                    </ItemGroup>
                  </Target>
                </Project>
                """,
        });
        Feed.Add("Aspire.Hosting.AppHost", AspireVersion, files: new Dictionary<string, string>
        {
            ["lib/net10.0/NeuralSearch.AspireStandIns.dll"] =
                Path.Combine(AppContext.BaseDirectory, "NeuralSearch.AspireStandIns.dll"),
        });
        Feed.Add("Aspire.Hosting.Docker", AspireVersion, dependency: "Aspire.Hosting.AppHost");
    }

    public Task<CommandResult> DotnetAsync(params string[] arguments) => DotnetWithAsync(useAspire: null, arguments);

    /// <summary>Runs dotnet in the copy, with the variable UseAspire set or absent.</summary>
    public async Task<CommandResult> DotnetWithAsync(string? useAspire, params string[] arguments)
    {
        await using var process = ChildProcess.Start(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            arguments,
            _folder.Path,
            new Dictionary<string, string?>
            {
                ["UseAspire"] = useAspire,
                ["CI"] = null,
                ["NUGET_PACKAGES"] = _folder.Combine("packages"),
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
                ["UseSharedCompilation"] = "false",
                ["MSBuildSDKsPath"] = null,
                ["MSBuildExtensionsPath"] = null,
                ["MSBuildLoadMicrosoftTargetsReadOnly"] = null,
            });
        int exitCode = await process.WaitForExitAsync(CommandLimit);
        return new CommandResult(exitCode, process.Output, process.Error);
    }

    public void Dispose() => _folder.Dispose();

    private static string VersionOf(string package) => XDocument.Load(Repository.Combine("Directory.Packages.props"))
        .Descendants("PackageVersion").Single(element => element.Attribute("Include")!.Value == package)
        .Attribute("Version")!.Value;

    private void WriteProject(string service, bool isExe, string source)
    {
        string name = $"NeuralSearch.{service}";
        Write($"services/{name}/{name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>{(isExe ? "Exe" : "Library")}</OutputType></PropertyGroup>
              <ItemGroup><PackageReference Include="System.CommandLine" /></ItemGroup>
            </Project>
            """);
        Write($"services/{name}/Source.cs", source);
    }

    private void Copy(string name)
    {
        string target = _folder.Combine(name);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(Repository.Combine(name), target);
    }

    private void Write(string name, string text)
    {
        string target = _folder.Combine(name);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllText(target, text);
    }
}
