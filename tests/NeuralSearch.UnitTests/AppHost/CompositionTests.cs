using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using NeuralSearch.AppHost;
using NeuralSearch.AppHost.Containers;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.AppHost;

/// <summary>The AppHost's own code, run against stand-ins for Aspire that record the graph.</summary>
public sealed partial class CompositionTests
{
    private static readonly VectorsPlan[] Plans = [Composition.InContainers, Composition.InOwnNode];

    [Theory]
    [InlineData("embedding", 7702, 6337)]
    [InlineData("ingestion", 7701, null)]
    [InlineData("query", 7700, 6334)]
    [InlineData("vectors", 7703, 6336)]
    public void A_service_has_its_ports_and_learns_them_by_our_variables(string name, int http, int? grpc)
    {
        Resource service = Composition.Of(Composition.InOwnNode)[name];

        Assert.Equal(new RecordedEndpoint("http", http, null, "NeuralSearch__Http__Port"), service.Endpoints["http"]);
        Assert.Equal(
            grpc is null ? null : new RecordedEndpoint("http", grpc, null, "NeuralSearch__Grpc__Port"),
            service.Endpoints.GetValueOrDefault("grpc"));
    }

    [Fact]
    public void The_ports_of_the_command_line_are_those_of_query()
    {
        Resource query = Composition.Of(
            Composition.InOwnNode, settings: new AppHostSettings(HttpPort: 8080, GrpcPort: 8081))["query"];

        Assert.Equal(8080, query.Endpoints["http"].Port);
        Assert.Equal(8081, query.Endpoints["grpc"].Port);
    }

    [Fact]
    public void Services_find_one_another_by_the_variables_that_they_read()
    {
        foreach (VectorsPlan plan in Plans)
        {
            Composition system = Composition.Of(plan);

            foreach (string consumer in (string[])["query", "ingestion"])
            {
                Dictionary<string, string> environment = system[consumer].Environment;
                Assert.Equal("{embedding.bindings.grpc.url}", environment["services__embedding__grpc__0"]);
                Assert.Equal("{embedding.bindings.http.url}", environment["services__embedding__http__0"]);
                Assert.Contains("ConnectionStrings__vectors", environment);
            }

            Assert.Equal(
                "{ingestion.bindings.http.url}", system["query"].Environment["services__ingestion__http__0"]);
        }
    }

    [Fact]
    public void The_connection_string_joins_the_nodes_of_the_cluster_and_the_key()
    {
        string connection = Composition.Of(Composition.InContainers)["query"].Environment["ConnectionStrings__vectors"];

        Assert.Equal(
            "Endpoint={qdrant-0.bindings.grpc.url},{qdrant-1.bindings.grpc.url},{qdrant-2.bindings.grpc.url}"
            + ";Key={vectors-key.value}",
            connection);
    }

    [Fact]
    public void The_connection_string_of_an_own_node_has_the_same_form()
    {
        string connection = Composition.Of(Composition.InOwnNode)["query"].Environment["ConnectionStrings__vectors"];

        Assert.Equal("Endpoint={vectors.bindings.grpc.url};Key={vectors-key.value}", connection);
    }

    [Fact]
    public void Everything_that_is_waited_for_is_there_and_has_a_health_check()
    {
        foreach (VectorsPlan plan in Plans)
        {
            Composition system = Composition.Of(plan);

            Assert.All(
                system.All.SelectMany(resource => resource.Waits).Distinct(),
                name => Assert.Equal(["/readyz"], system[name].HealthChecks));
            Assert.All(system.Services, service => Assert.Equal(["/readyz"], service.HealthChecks));
        }
    }

    [Fact]
    public void A_service_waits_for_what_it_refers_to()
    {
        Composition system = Composition.Of(Composition.InContainers);

        Assert.Equal(["embedding", "qdrant-0", "qdrant-1", "qdrant-2"], system["ingestion"].Waits);
        Assert.Equal(["embedding", "ingestion", "qdrant-0", "qdrant-1", "qdrant-2"], system["query"].Waits);
        Assert.Equal(["embedding", "ingestion", "vectors"], Composition.Of(Composition.InOwnNode)["query"].Waits);
    }

    [Fact]
    public void Three_containers_form_one_cluster_through_the_first()
    {
        Composition system = Composition.Of(Composition.InContainers);

        Assert.Equal(["qdrant-0", "qdrant-1", "qdrant-2"], system.Containers.Select(container => container.Name));
        Assert.Equal("./qdrant --uri http://qdrant-0:6335", string.Join(' ', system["qdrant-0"].Arguments));
        Assert.Equal(
            "bash -c until (exec 3<>/dev/tcp/qdrant-0/6335) 2>/dev/null; do sleep 1; done; "
            + "exec ./qdrant --bootstrap http://qdrant-0:6335 --uri http://qdrant-2:6335",
            string.Join(' ', system["qdrant-2"].Arguments));

        // Its health would be a deadlock at the second start: it needs the others.
        Assert.All(system.Containers, container => Assert.Empty(container.Waits));
        Assert.Equal(["qdrant-0"], system["qdrant-1"].WaitsForStart);
        Assert.All(system.Containers, container =>
        {
            Assert.Equal("true", container.Environment["QDRANT__CLUSTER__ENABLED"]);
            Assert.Equal("{vectors-key.value}", container.Environment["QDRANT__SERVICE__API_KEY"]);
            Assert.Equal(6335, container.Endpoints["p2p"].TargetPort);
            Assert.Equal(6334, container.Endpoints["grpc"].TargetPort);
        });
    }

    [Fact]
    public void Without_containers_an_own_node_with_the_key_takes_their_place()
    {
        Composition system = Composition.Of(Composition.InOwnNode);

        Assert.Empty(system.Containers);
        Assert.Equal("{vectors-key.value}", system["vectors"].Environment["NeuralSearch__Auth__ApiKey"]);
        Assert.Equal(typeof(Projects.NeuralSearch_VectorNode), system["vectors"].Project);
    }

    [Fact]
    public void Names_and_volumes_are_valid_labels_and_no_volume_is_shared()
    {
        foreach (VectorsPlan plan in Plans)
        {
            Composition system = Composition.Of(plan);
            string[] volumes = [.. system.All.SelectMany(resource => resource.Volumes.Keys)];

            Assert.All(system.All.Select(resource => resource.Name).Concat(volumes), name =>
            {
                Assert.Matches(DnsLabel, name);
                Assert.True(name.Length <= 63, name);
            });
            Assert.Equal(volumes.Distinct(), volumes);
        }
    }

    [Fact]
    public void Keys_are_secret_parameters_that_fit_into_a_connection_string()
    {
        Composition system = Composition.Of(Composition.InContainers);

        Assert.Equal(["api-key", "vectors-key"], system.Parameters.Select(parameter => parameter.Name));
        Assert.All(system.Parameters, parameter =>
        {
            Assert.True(parameter.Secret);
            Assert.True(parameter.IsPersisted);
            Assert.False(parameter.Default!.Special);
            Assert.True(parameter.Default.MinLength >= 32);
        });
    }

    [Fact]
    public void Only_the_stateless_service_is_replicated_and_only_query_is_public()
    {
        Composition system = Composition.Of(Composition.InOwnNode);

        Assert.Equal(["embedding"], system.Services.Where(service => service.Replicas > 1).Select(x => x.Name));
        Assert.Equal(["query"], system.All.Where(resource => resource.IsExternal).Select(x => x.Name));
        Assert.DoesNotContain("NeuralSearch__DataPath", system["embedding"].Environment);
    }

    [Fact]
    public void Each_service_has_a_folder_and_the_ledger_is_never_that_of_another_store()
    {
        var settings = new AppHostSettings(DataPath: Path.GetFullPath("somewhere"));
        Composition own = Composition.Of(Composition.InOwnNode, settings: settings);
        Composition containers = Composition.Of(Composition.InContainers, settings: settings);

        string[] folders =
        [
            own["vectors"].Environment["NeuralSearch__DataPath"],
            own["ingestion"].Environment["NeuralSearch__DataPath"],
            containers["ingestion"].Environment["NeuralSearch__DataPath"],
        ];

        Assert.Equal(folders.Distinct(), folders);
        Assert.All(folders, folder => Assert.StartsWith(settings.DataPath!, folder, StringComparison.Ordinal));
    }

    [Fact]
    public void On_loopback_nobody_needs_a_key_but_the_node()
    {
        Composition system = Composition.Of(Composition.InContainers);

        Assert.All(system.Services, service =>
        {
            Assert.DoesNotContain("NeuralSearch__Auth__ApiKey", service.Environment);
            Assert.DoesNotContain("NeuralSearch__Listen", service.Environment);
        });
    }

    [Fact]
    public void Published_services_listen_widely_and_therefore_with_a_key()
    {
        foreach (VectorsPlan plan in Plans)
        {
            Composition system = Composition.Of(plan, isPublished: true);

            Assert.All(system.Services, service =>
            {
                Assert.Equal("*", service.Environment["NeuralSearch__Listen"]);
                Assert.Equal(
                    service.Name == "vectors" ? "{vectors-key.value}" : "{api-key.value}",
                    service.Environment["NeuralSearch__Auth__ApiKey"]);
                Assert.All(service.Endpoints.Values, endpoint => Assert.Equal(endpoint.Port, endpoint.TargetPort));
            });
            Assert.Equal("/home/app/data", system["ingestion"].Environment["NeuralSearch__DataPath"]);
        }
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(AppHostSettings.NoSample, "NeuralSearch__Sample__Enabled", "false")]
    [InlineData(AppHostSettings.WholeSample, "NeuralSearch__Sample__Limit", "0")]
    [InlineData(50, "NeuralSearch__Sample__Limit", "50")]
    public void The_sample_is_what_the_command_line_says(int? limit, string? variable, string? value)
    {
        Resource ingestion = Composition.Of(
            Composition.InOwnNode, settings: new AppHostSettings(SampleLimit: limit))["ingestion"];

        Dictionary<string, string> expected = variable is null ? [] : new() { [variable] = value! };
        Assert.Equal(
            expected,
            ingestion.Environment
                .Where(pair => pair.Key.StartsWith("NeuralSearch__Sample", StringComparison.Ordinal))
                .ToDictionary());
    }

    [Fact]
    public void The_AppHost_refers_to_every_project_that_it_starts()
    {
        string project = File.ReadAllText(Repository.Combine("NeuralSearch.AppHost", "NeuralSearch.AppHost.csproj"));

        Assert.All(
            Composition.Of(Composition.InOwnNode).Services.Select(service => service.Project!.Name.Replace('_', '.')),
            name => Assert.Contains($"../services/{name}/{name}.csproj", project, StringComparison.Ordinal));
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex DnsLabel { get; }
}
