using System.Text.Json.Nodes;

namespace NeuralSearch.UnitTests.Deploy;

/// <summary>The objects of a rendered chart.</summary>
internal sealed class Manifests(IReadOnlyList<JsonObject> all)
{
    public IReadOnlyList<JsonObject> All { get; } = all;

    public IEnumerable<JsonObject> Workloads =>
        All.Where(manifest => manifest.TextAt("kind") is "Deployment" or "StatefulSet");

    public IEnumerable<JsonObject> Services => OfKind("Service");

    public IEnumerable<JsonObject> OfKind(string kind) => All.Where(manifest => manifest.TextAt("kind") == kind);

    public JsonObject Get(string kind, string name) => OfKind(kind).Single(manifest => Name(manifest) == name);

    public JsonObject? Find(string kind, string name) => OfKind(kind).SingleOrDefault(x => Name(x) == name);

    public JsonObject Workload(string name) => Workloads.Single(workload => Name(workload) == name);

    public static string Name(JsonNode manifest) => manifest.TextAt("metadata", "name")!;

    public static JsonNode Pod(JsonNode workload) => workload.At("spec", "template", "spec")!;

    public static JsonNode Container(JsonNode workload) => Pod(workload).ItemsAt("containers").Single();

    /// <summary>
    /// What the container finds in its environment: that of the ConfigMaps, then its own. A key from a Secret becomes
    /// its name in angle brackets, and references to it follow.
    /// </summary>
    public Dictionary<string, string> EnvironmentOf(string workload)
    {
        JsonNode container = Container(Workload(workload));
        Dictionary<string, string> environment = [];
        foreach (JsonNode source in container.ItemsAt("envFrom"))
        {
            JsonObject map = Get("ConfigMap", source.TextAt("configMapRef", "name")!);
            foreach ((string name, string value) in map.MapAt("data")) environment[name] = value;
        }

        foreach (JsonNode variable in container.ItemsAt("env"))
        {
            string value = variable.TextAt("valueFrom", "secretKeyRef", "key") is { } key
                ? $"<{key}>"
                : variable.TextAt("value")!;
            foreach ((string name, string earlier) in environment)
                value = value.Replace($"$({name})", earlier, StringComparison.Ordinal);
            environment[variable.TextAt("name")!] = value;
        }

        return environment;
    }

    /// <summary>The services' port numbers by name.</summary>
    public Dictionary<string, string> PortsOf(string service) => Get("Service", service).ItemsAt("spec", "ports")
        .ToDictionary(port => port.TextAt("name")!, port => port.TextAt("port")!);
}
