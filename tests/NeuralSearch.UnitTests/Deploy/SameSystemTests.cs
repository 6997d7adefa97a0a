using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Aspire.Hosting.ApplicationModel;
using NeuralSearch.AppHost.Containers;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.AppHost;
using Xunit;

namespace NeuralSearch.UnitTests.Deploy;

/// <summary>AppHost, Compose file and chart describe one system: the same services, variables and ports.</summary>
public sealed partial class SameSystemTests(HelmFixture helm) : IClassFixture<HelmFixture>
{
    private readonly ComposeFile _compose = new();

    public static TheoryData<bool> Homes => [true, false];

    [Theory]
    [MemberData(nameof(Homes))]
    public void Compose_starts_what_the_AppHost_publishes(bool inContainers)
    {
        Composition system = Published(inContainers);
        string profile = inContainers ? ComposeFile.Qdrant : ComposeFile.OwnNode;
        Dictionary<string, string> variables = ComposeFile.Example(profile);

        Assert.Equal(NamesOf(system), _compose.ServicesOf(profile).Order(StringComparer.Ordinal));
        Assert.All(Running(system), resource =>
        {
            Assert.Equal(PortsOf(resource).Values.Order(), _compose.PortsOf(resource.Name).Order());
            Assert.Equal(
                Resolved(system, resource),
                Comparable(_compose.Services[resource.Name].MapAt("environment")
                    .ToDictionary(pair => pair.Key, pair => ComposeFile.Substitute(pair.Value, variables))));
        });
        Assert.All(system.Containers, container => Assert.Equal(
            container.Arguments, _compose.Services[container.Name].ItemsAt("command").Select(word => $"{word}")));
    }

    [Theory]
    [MemberData(nameof(Homes))]
    public async Task The_chart_starts_what_the_AppHost_publishes(bool inContainers)
    {
        Composition system = Published(inContainers);
        Manifests manifests = await helm.RenderAsync(inContainers ? ChartValues.Default : ChartValues.OwnNode);

        // The containers of the AppHost are the pods of one StatefulSet, which has their common name.
        Assert.Equal(
            NamesOf(system).Select(WorkloadOf).Distinct(), manifests.Workloads.Select(Manifests.Name).Order());
        Assert.All(Running(system), resource =>
        {
            string workload = WorkloadOf(resource.Name);
            Assert.Equal(
                PortsOf(resource).ToDictionary(x => x.Key, x => x.Value.ToString(CultureInfo.InvariantCulture)),
                manifests.PortsOf(workload));
            Assert.Equal(
                Resolved(system, resource),
                Comparable(manifests.EnvironmentOf(workload).ToDictionary(
                    pair => pair.Key, pair => PodAddress.Replace(pair.Value, "http://$1:"))));
        });
        if (inContainers)
        {
            Assert.Equal(
                system.Containers.Count().ToString(CultureInfo.InvariantCulture),
                manifests.Workload("qdrant").TextAt("spec", "replicas"));
        }
    }

    [Fact]
    public void Each_service_listens_where_its_own_program_says()
    {
        Assert.All(Published(inContainers: false).Services, service =>
        {
            string program = File.ReadAllText(Repository.Combine(
                "services", service.Project!.Name.Replace('_', '.'), "Program.cs"));
            Match profile = ProfilePattern.Match(program);

            Assert.Equal(service.Name, profile.Groups["name"].Value);
            Assert.Equal(PortsOf(service)["http"].ToString(CultureInfo.InvariantCulture), profile.Groups["http"].Value);
            Assert.Equal(
                PortsOf(service).TryGetValue("grpc", out int grpc) ? $"{grpc}" : "", profile.Groups["grpc"].Value);
        });
    }

    [Fact]
    public async Task Images_and_versions_are_the_same_everywhere()
    {
        string version = XDocument.Load(Repository.Combine("Directory.Build.props"))
            .Descendants("Version").Single().Value;
        string imageProperties = File.ReadAllText(Repository.Combine("eng", "Images.props"));
        Manifests manifests = await helm.RenderAsync(ChartValues.OwnNode);
        Manifests cluster = await helm.RenderAsync(ChartValues.Default);

        Assert.All(Published(inContainers: false).Services, service =>
        {
            string image = $"neuralsearch/{service.Name}:{version}";
            Assert.Contains(
                $"'{service.Project!.Name.Replace('_', '.')}'\">{service.Name}<",
                imageProperties,
                StringComparison.Ordinal);
            Assert.Equal(image, ComposeFile.Example()[$"{service.Name.ToUpperInvariant()}_IMAGE"]);
            Assert.Equal(image, Manifests.Container(manifests.Workload(service.Name)).TextAt("image"));
        });
        Assert.All(Published(inContainers: true).Containers, container =>
        {
            Assert.Equal(container.Image, ComposeFile.Example()["QDRANT_IMAGE"]);
            Assert.Equal(container.Image, Manifests.Container(cluster.Workload("qdrant")).TextAt("image"));
        });
    }

    private static Composition Published(bool inContainers) => Composition.Of(
        VectorsPlan.ForPublishing(inContainers ? ContainersChoice.On : ContainersChoice.Off), isPublished: true);

    private static IEnumerable<Resource> Running(Composition system) => [.. system.Services, .. system.Containers];

    private static IEnumerable<string> NamesOf(Composition system) =>
        Running(system).Select(resource => resource.Name).Order(StringComparer.Ordinal);

    private static Dictionary<string, int> PortsOf(Resource resource) =>
        resource.Endpoints.ToDictionary(endpoint => endpoint.Key, endpoint => endpoint.Value.TargetPort!.Value);

    private static string WorkloadOf(string name) =>
        name.StartsWith("qdrant-", StringComparison.Ordinal) ? "qdrant" : name;

    /// <summary>The environment with addresses for endpoints, and names in angle brackets for keys.</summary>
    private static SortedDictionary<string, string> Resolved(Composition system, Resource resource) => Comparable(
        resource.Environment.ToDictionary(pair => pair.Key, pair => ReferencePattern.Replace(pair.Value, match =>
            match.Groups["endpoint"].Success
                ? $"http://{match.Groups["resource"]}:"
                    + PortsOf(system[match.Groups["resource"].Value])[match.Groups["endpoint"].Value]
                : $"<{match.Groups["parameter"]}>")));

    /// <summary>Without what only one of the three has to say: telemetry, and how Qdrant writes where it may.</summary>
    private static SortedDictionary<string, string> Comparable(Dictionary<string, string> environment) => new(
        environment.Where(pair => !pair.Key.StartsWith("OTEL_", StringComparison.Ordinal) && pair.Key is not (
            "VECTORS_KEY" or "QDRANT__TELEMETRY_DISABLED" or "QDRANT__STORAGE__SNAPSHOTS_PATH"
            or "QDRANT_INIT_FILE_PATH")).ToDictionary(),
        StringComparer.Ordinal);

    [GeneratedRegex(
        @"\{(?:(?<resource>[a-z0-9-]+)\.bindings\.(?<endpoint>[a-z0-9]+)\.url|(?<parameter>[a-z-]+)\.value)\}")]
    private static partial Regex ReferencePattern { get; }

    [GeneratedRegex(@"http://(qdrant-\d+)\.qdrant:")]
    private static partial Regex PodAddress { get; }

    [GeneratedRegex(
        "ServiceProfile\\(\\s*\"(?<name>[a-z]+)\".*?HttpPort: (?<http>[0-9]+)(?:, GrpcPort: (?<grpc>[0-9]+))?",
        RegexOptions.Singleline)]
    private static partial Regex ProfilePattern { get; }
}
