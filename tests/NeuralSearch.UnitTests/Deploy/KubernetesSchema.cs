using System.Text.Json.Nodes;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Deploy;

/// <summary>The strict schema of Kubernetes' objects, which lies beside the repository.</summary>
internal static class KubernetesSchema
{
    private static readonly string File =
        Repository.SharedMaterial("services", "kubernetes", "kubernetes-1.35-strict.schema.json");

    private static readonly Lazy<Dictionary<string, string>> Definitions = new(ReadDefinitions);

    /// <summary>What is wrong with each manifest, as "kind/name: sentence".</summary>
    public static async Task<List<string>> ErrorsOfAsync(IReadOnlyList<JsonObject> manifests)
    {
        Assert.SkipUnless(System.IO.File.Exists(File), $"'{File}' is not there.");
        List<List<string>> errors = await NodeChecks.ValidateAsync(
            File, manifests.Select(manifest => ((string?)DefinitionOf(manifest), (JsonNode)manifest)));
        return
        [
            .. manifests.Zip(errors).SelectMany(pair => pair.Second.Select(
                error => $"{pair.First.TextAt("kind")}/{Manifests.Name(pair.First)}: {error}")),
        ];
    }

    private static string DefinitionOf(JsonObject manifest)
    {
        string key = $"{manifest.TextAt("apiVersion")} {manifest.TextAt("kind")}";
        return Definitions.Value.TryGetValue(key, out string? name)
            ? name
            : throw new InvalidOperationException($"Kubernetes has no object '{key}'.");
    }

    private static Dictionary<string, string> ReadDefinitions()
    {
        Dictionary<string, string> names = [];
        var definitions = (JsonObject)JsonNode.Parse(System.IO.File.ReadAllText(File))!["$defs"]!;
        foreach ((string name, JsonNode? definition) in definitions)
        {
            foreach (JsonNode kind in definition.ItemsAt("x-kubernetes-group-version-kind"))
            {
                string group = kind.TextAt("group") is { Length: > 0 } given ? $"{given}/" : "";
                names[$"{group}{kind.TextAt("version")} {kind.TextAt("kind")}"] = name;
            }
        }

        return names;
    }
}
