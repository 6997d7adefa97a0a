using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace NeuralSearch.UnitTests.Deploy;

/// <summary>What a schema cannot see: whether the objects of the chart fit together.</summary>
public sealed partial class ChartReferenceTests(HelmFixture helm) : IClassFixture<HelmFixture>
{
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Values => [.. ChartValues.ByName.Keys];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Selectors_match_the_labels_of_exactly_one_workload(string values)
    {
        Manifests manifests = await helm.RenderAsync(ChartValues.ByName[values]);

        Assert.All(manifests.Workloads, workload =>
        {
            Assert.True(Matches(workload.MapAt("spec", "selector", "matchLabels"), workload), Manifests.Name(workload));
            Assert.All(
                Manifests.Pod(workload).ItemsAt("topologySpreadConstraints"),
                spread => Assert.True(Matches(spread.MapAt("labelSelector", "matchLabels"), workload)));
        });
        Assert.All(
            manifests.Services.Select(service => (service, selector: service.MapAt("spec", "selector"))).Concat(
                manifests.OfKind("PodDisruptionBudget")
                    .Select(budget => (budget, selector: budget.MapAt("spec", "selector", "matchLabels")))),
            pair => Assert.Equal(
                Manifests.Name(pair.Item1),
                Manifests.Name(Assert.Single(manifests.Workloads, workload => Matches(pair.selector, workload)))));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Ports_of_services_and_probes_are_ports_of_their_containers(string values)
    {
        Manifests manifests = await helm.RenderAsync(ChartValues.ByName[values]);

        Assert.All(manifests.Workloads, workload =>
        {
            JsonNode container = Manifests.Container(workload);
            Dictionary<string, string> ports = container.ItemsAt("ports")
                .ToDictionary(port => port.TextAt("name")!, port => port.TextAt("containerPort")!);

            Assert.Equal(ports, manifests.PortsOf(Manifests.Name(workload)));
            Assert.All(
                manifests.Get("Service", Manifests.Name(workload)).ItemsAt("spec", "ports"),
                port => Assert.Contains(port.TextAt("targetPort")!, ports));
            foreach (string probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"])
            {
                Assert.Equal("http", container.TextAt(probe, "httpGet", "port"));
                Assert.Equal(
                    probe == "readinessProbe" ? "/readyz" : "/livez", container.TextAt(probe, "httpGet", "path"));
            }
        });
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Configuration_and_secrets_that_are_referred_to_exist(string values)
    {
        Manifests manifests = await helm.RenderAsync(ChartValues.ByName[values]);

        Assert.All(manifests.Workloads, workload =>
        {
            JsonNode container = Manifests.Container(workload);
            Assert.All(container.ItemsAt("envFrom"), source =>
                Assert.NotNull(manifests.Find("ConfigMap", source.TextAt("configMapRef", "name")!)));
            Assert.All(
                container.ItemsAt("env").Select(x => x.At("valueFrom", "secretKeyRef")).OfType<JsonNode>(),
                reference =>
                {
                    if (values == nameof(ChartValues.Everything)) Assert.Equal("my-keys", reference.TextAt("name"));
                    else Assert.Contains(
                        reference.TextAt("key")!,
                        manifests.Get("Secret", reference.TextAt("name")!).MapAt("data"));
                });
        });
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Data_lies_in_claims_and_every_mount_has_its_volume(string values)
    {
        Manifests manifests = await helm.RenderAsync(ChartValues.ByName[values]);

        Assert.All(manifests.Workloads, workload =>
        {
            string[] claims = [.. workload.ItemsAt("spec", "volumeClaimTemplates").Select(Manifests.Name)];
            string[] volumes = [.. Manifests.Pod(workload).ItemsAt("volumes").Select(volume => volume.TextAt("name")!)];
            string[] mounts = [.. Manifests.Container(workload).ItemsAt("volumeMounts").Select(x => x.TextAt("name")!)];
            bool isStateful = workload.TextAt("kind") == "StatefulSet";

            Assert.Equal(claims.Concat(volumes).Order(), mounts.Order());
            Assert.Equal(isStateful ? ["data"] : [], claims);
            Assert.Equal(["tmp"], volumes);
            if (isStateful) Assert.NotNull(manifests.Find("Service", workload.TextAt("spec", "serviceName")!));
        });
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Every_address_leads_to_a_port_of_a_service_of_the_chart(string values)
    {
        Manifests manifests = await helm.RenderAsync(ChartValues.ByName[values]);

        foreach (JsonObject workload in manifests.Workloads)
        {
            IEnumerable<string> environment = manifests.EnvironmentOf(Manifests.Name(workload))
                .Where(pair => !pair.Key.StartsWith("OTEL_", StringComparison.Ordinal)).Select(pair => pair.Value);
            foreach (Uri address in Addresses.In(environment))
            {
                if (address.Host.EndsWith(".example.org", StringComparison.Ordinal)) continue;

                string service = address.Host.Split('.')[^1];
                Assert.Contains(address.Port.ToString(CultureInfo.InvariantCulture), manifests.PortsOf(service).Values);
                if (service != address.Host) AssertIsPod(manifests, address.Host.Split('.')[0], service);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Pods_run_without_root_and_have_time_to_end(string values)
    {
        Manifests manifests = await helm.RenderAsync(ChartValues.ByName[values]);

        Assert.All(manifests.Workloads, workload =>
        {
            JsonNode pod = Manifests.Pod(workload);
            JsonNode container = Manifests.Container(workload);
            TimeSpan grace = TimeSpan.FromSeconds(
                int.Parse(pod.TextAt("terminationGracePeriodSeconds")!, CultureInfo.InvariantCulture));

            Assert.Equal("true", pod.TextAt("securityContext", "runAsNonRoot"));
            Assert.Equal("false", pod.TextAt("automountServiceAccountToken"));
            Assert.Equal("true", container.TextAt("securityContext", "readOnlyRootFilesystem"));
            Assert.Equal("false", container.TextAt("securityContext", "allowPrivilegeEscalation"));
            if (manifests.EnvironmentOf(Manifests.Name(workload)).TryGetValue(
                "NeuralSearch__Shutdown__Delay", out string? delay))
                Assert.True(grace > TimeSpan.Parse(delay, CultureInfo.InvariantCulture) + LongestDrain, $"{grace}");
        });
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Names_are_labels_and_unique_and_budgets_leave_room(string values)
    {
        Manifests manifests = await helm.RenderAsync(ChartValues.ByName[values]);
        string[] names = [.. manifests.All.Select(manifest => $"{manifest.TextAt("kind")} {Manifests.Name(manifest)}")];

        Assert.Equal(names.Distinct(), names);
        Assert.All(manifests.All, manifest => Assert.Matches(DnsLabel, Manifests.Name(manifest)));
        Assert.All(
            manifests.Workloads.Where(workload => int.Parse(
                workload.TextAt("spec", "replicas")!, CultureInfo.InvariantCulture) == 1),
            workload => Assert.Null(manifests.Find("PodDisruptionBudget", Manifests.Name(workload))));
    }

    private static void AssertIsPod(Manifests manifests, string pod, string workload)
    {
        Assert.StartsWith($"{workload}-", pod, StringComparison.Ordinal);
        int index = int.Parse(pod[(workload.Length + 1)..], CultureInfo.InvariantCulture);
        int replicas = int.Parse(
            manifests.Workload(workload).TextAt("spec", "replicas")!, CultureInfo.InvariantCulture);
        Assert.InRange(index, 0, replicas - 1);
    }

    private static bool Matches(Dictionary<string, string> selector, JsonObject workload)
    {
        Dictionary<string, string> labels = workload.MapAt("spec", "template", "metadata", "labels");
        return selector.Count > 0 && selector.All(
            pair => labels.TryGetValue(pair.Key, out string? value) && value == pair.Value);
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")]
    private static partial Regex DnsLabel { get; }
}
