using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NeuralSearch.Testing;

namespace NeuralSearch.UnitTests.Deploy;

/// <summary>deploy/compose, read.</summary>
internal sealed partial class ComposeFile
{
    public const string Qdrant = "qdrant";
    public const string OwnNode = "own-node";

    private static readonly string Folder = Repository.Combine("deploy", "compose");

    public string Text { get; } = File.ReadAllText(Path.Combine(Folder, "docker-compose.yaml"));

    public JsonObject Document => field ??= YamlDocuments.Read(Text).Single();

    public JsonObject Services => (JsonObject)Document["services"]!;

    /// <summary>The variables that the example sets for a home of the vectors; comments hold the second home.</summary>
    public static Dictionary<string, string> Example(string profile = Qdrant)
    {
        Dictionary<string, string> variables = [];
        foreach (string line in File.ReadLines(Path.Combine(Folder, ".env.example")))
        {
            string setting = profile == OwnNode && line.StartsWith("# ", StringComparison.Ordinal) ? line[2..] : line;
            if (SettingPattern.Match(setting) is { Success: true } match)
                variables[match.Groups[1].Value] = match.Groups[2].Value;
        }

        return variables;
    }

    /// <summary>Names of the variables that the file refers to.</summary>
    public IEnumerable<string> Variables =>
        VariablePattern.Matches(Text).Select(match => match.Groups[1].Value).Distinct();

    /// <summary>The services that a profile starts.</summary>
    public IEnumerable<string> ServicesOf(string profile) => Services
        .Where(service => service.Value.At("profiles") is not JsonArray profiles
            || profiles.Any(name => $"{name}" == profile))
        .Select(service => service.Key);

    /// <summary>The ports on which a service can be reached by the others.</summary>
    public int[] PortsOf(string service) =>
    [
        .. Services[service].ItemsAt("expose").Concat(Services[service].ItemsAt("ports"))
            .Select(port => int.Parse($"{port}".Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture)),
    ];

    /// <summary>Puts the variables' values in; the keys become their names in angle brackets.</summary>
    public static string Substitute(string text, IReadOnlyDictionary<string, string> variables) =>
        VariablePattern.Replace(text, match => match.Groups[1].Value switch
        {
            "API_KEY" => "<api-key>",
            "VECTORS_KEY" => "<vectors-key>",
            string name => variables[name],
        });

    [GeneratedRegex(@"\$\{([A-Z0-9_]+)(:\?[^}]*)?\}")]
    private static partial Regex VariablePattern { get; }

    [GeneratedRegex("^([A-Z0-9_]+)=(.*)$")]
    private static partial Regex SettingPattern { get; }
}
