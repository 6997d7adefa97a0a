using System.Text.Json.Nodes;
using Xunit;

namespace NeuralSearch.UnitTests.Deploy;

public sealed class ChartTests(HelmFixture helm) : IClassFixture<HelmFixture>
{
    public static TheoryData<string> Values => [.. ChartValues.ByName.Keys];

    [Fact]
    public async Task Helm_finds_nothing_to_complain_about()
    {
        (int code, string output, string error) = await helm.RunAsync(["lint", "--strict"]);

        Assert.True(code == 0, output + error);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Every_manifest_is_valid_by_the_schema_of_Kubernetes(string values)
    {
        Manifests manifests = await helm.RenderAsync(ChartValues.ByName[values]);

        Assert.NotEmpty(manifests.All);
        Assert.Empty(await KubernetesSchema.ErrorsOfAsync(manifests.All));
    }

    [Fact]
    public async Task A_misspelt_property_is_found()
    {
        Manifests manifests = await helm.RenderAsync(ChartValues.Default);
        JsonObject spec = manifests.Workload("query")["spec"]!.AsObject();
        spec["replicaz"] = spec["replicas"]!.DeepClone();

        string error = Assert.Single(await KubernetesSchema.ErrorsOfAsync(manifests.All));

        Assert.Contains("Deployment/query", error, StringComparison.Ordinal);
        Assert.Contains("replicaz", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("qery: { replicas: 1 }", "qery")]
    [InlineData("vectors: { mode: milvus }", "mode")]
    [InlineData("vectors: { mode: external }", "vectors.external.endpoints must be set")]
    [InlineData("secrets: { apiKey: \"a;b\" }", "apiKey")]
    [InlineData("query: { replicas: 0 }", "replicas")]
    public async Task Wrong_values_are_refused_by_name(string values, string name)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => helm.RenderAsync(values));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_home_of_the_vectors_is_what_the_values_say()
    {
        Manifests cluster = await helm.RenderAsync(ChartValues.Default);
        Manifests own = await helm.RenderAsync(ChartValues.OwnNode);
        Manifests external = await helm.RenderAsync(ChartValues.External);

        Assert.Equal(["embedding", "ingestion", "qdrant", "query"], cluster.Workloads.Select(Manifests.Name).Order());
        Assert.Equal(["embedding", "ingestion", "query", "vectors"], own.Workloads.Select(Manifests.Name).Order());
        Assert.Equal(["embedding", "ingestion", "query"], external.Workloads.Select(Manifests.Name).Order());
        Assert.Equal(
            "Endpoint=http://a.example.org:6334,http://b.example.org:6334;Key=<vectors-key>",
            external.EnvironmentOf("query")["ConnectionStrings__vectors"]);
    }

    [Fact]
    public async Task Keys_are_the_users_where_given_and_made_up_otherwise()
    {
        Manifests given = await helm.RenderAsync("secrets: { apiKey: abc, vectorsKey: def }");
        Manifests madeUp = await helm.RenderAsync(ChartValues.Default);
        Manifests own = await helm.RenderAsync(ChartValues.Everything);

        Assert.Equal("abc", Key(given, "api-key"));
        Assert.Equal("def", Key(given, "vectors-key"));
        Assert.Matches("^[A-Za-z0-9]{40}$", Key(madeUp, "api-key"));
        Assert.Matches("^[A-Za-z0-9]{40}$", Key(madeUp, "vectors-key"));
        Assert.Empty(own.OfKind("Secret"));
    }

    [Fact]
    public async Task A_services_own_configuration_wins_over_that_of_all()
    {
        Manifests manifests = await helm.RenderAsync(ChartValues.Everything);

        Assert.Equal("http://other:4317", manifests.EnvironmentOf("query")["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal("http://collector:4317", manifests.EnvironmentOf("embedding")["OTEL_EXPORTER_OTLP_ENDPOINT"]);
    }

    private static string Key(Manifests manifests, string name) => System.Text.Encoding.UTF8.GetString(
        Convert.FromBase64String(manifests.Get("Secret", $"{HelmFixture.Release}-secrets").TextAt("data", name)!));
}
