using System.Text.RegularExpressions;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.ServiceDefaults;

/// <summary>
/// docs/telemetry.md lists every metric and activity of the product. The names are read from the source of every
/// assembly, however its instruments come to life (static, by DI, on first use): a name stands as a literal or a
/// constant.
/// </summary>
public sealed partial class TelemetryDocumentTests
{
    [Fact]
    public void Every_instrument_is_documented_with_its_kind()
    {
        var documented = Section("Metrics").ToDictionary(row => row[0], row => row, StringComparer.Ordinal);

        var instruments = Instruments();

        Assert.NotEmpty(instruments);
        foreach (var (name, kind, file) in instruments)
        {
            Assert.True(documented.TryGetValue(name, out var row), $"{name} ({file}) is not in docs/telemetry.md");
            Assert.True(row[1] == kind, $"{name} is a {kind} in {file} and a {row[1]} in docs/telemetry.md");
        }
    }

    [Fact]
    public void Every_documented_metric_exists()
    {
        var names = Instruments().Select(instrument => instrument.Name).ToHashSet();

        Assert.All(Section("Metrics"), row => Assert.Contains(row[0], names));
    }

    [Fact]
    public void Every_activity_is_documented_and_every_documented_one_exists()
    {
        var documented = Section("Activities").Select(row => row[0]).ToHashSet();

        var sources = Sources().ToList();
        var started = sources
            .SelectMany(source => ActivityStart().Matches(source.Text).Select(match => Resolve(match, sources)))
            .OfType<string>();

        Assert.All(started, name => Assert.Contains(name, documented));
        Assert.All(
            documented,
            name => Assert.Contains(sources, s => s.Text.Contains($"\"{name}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Names_of_ours_stand_under_one_prefix()
    {
        // OpenTelemetry's own conventions come first; what they do not name is ours.
        string[] conventions = ["gen_ai.", "db.client.", "messaging.", "rpc."];

        Assert.All(Instruments(), instrument => Assert.True(
            instrument.Name.StartsWith("neuralsearch.", StringComparison.Ordinal)
                || conventions.Any(prefix => instrument.Name.StartsWith(prefix, StringComparison.Ordinal)),
            $"{instrument.Name} ({instrument.File})"));
    }

    private static List<(string Name, string Kind, string File)> Instruments()
    {
        var sources = Sources().ToList();
        return
        [
            .. from source in sources
               from match in InstrumentCreation().Matches(source.Text)
               let name = Resolve(match, sources)
                   ?? throw new InvalidOperationException(
                       $"{source.File}: the name of an instrument must be a literal or a constant: {match.Value}")
               select (name, Kind(match.Groups["kind"].Value), source.File),
        ];
    }

    private static string Kind(string created) => created switch
    {
        "Counter" or "ObservableCounter" => "counter",
        "UpDownCounter" or "ObservableUpDownCounter" => "up-down counter",
        "Histogram" => "histogram",
        _ => "gauge",
    };

    /// <summary>A literal as it is; an identifier by the constant of that name. Null if there is none.</summary>
    private static string? Resolve(Match match, List<(string File, string Text)> sources)
    {
        if (match.Groups["literal"] is { Success: true } literal) return literal.Value;

        var constant = new Regex($"""const string {match.Groups["name"].Value.Split('.')[^1]} =\s*"([^"]+)";""");
        var found = sources.Select(source => constant.Match(source.Text)).FirstOrDefault(m => m.Success);
        return found?.Groups[1].Value;
    }

    private static IEnumerable<(string File, string Text)> Sources() =>
        from folder in new[] { "libs", "services", "NeuralSearch.ServiceDefaults", "NeuralSearch.AppHost" }
        from file in Directory.EnumerateFiles(Repository.Combine(folder), "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Repository.Root, file)
        where !relative.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")
        select (relative, File.ReadAllText(file));

    /// <summary>The rows of the table under a heading, as cells; names without their quotes.</summary>
    private static List<string[]> Section(string heading)
    {
        var lines = File.ReadAllLines(Repository.Combine("docs", "telemetry.md"));
        var rows = lines
            .SkipWhile(line => line != $"## {heading}").Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split('|').Select(cell => cell.Trim(' ', '`')).ToArray())
            .ToList();
        Assert.NotEmpty(rows);
        return rows;
    }

    [GeneratedRegex(
        """\.Create(?<kind>(Observable)?(Counter|UpDownCounter|Gauge)|Histogram)(<\w+>)?"""
        + """\(\s*("(?<literal>[^"]+)"|(?<name>[\w.]+))""")]
    private static partial Regex InstrumentCreation();

    [GeneratedRegex("""\.StartActivity\(\s*("(?<literal>[^"]+)"|(?<name>[\w.]+))""")]
    private static partial Regex ActivityStart();
}
