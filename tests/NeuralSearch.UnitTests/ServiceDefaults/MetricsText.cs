using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace NeuralSearch.UnitTests.ServiceDefaults;

/// <summary>Reads Prometheus' text format strictly: every sample belongs to a family that has HELP and TYPE.</summary>
internal static partial class MetricsText
{
    public static IReadOnlyList<(string Name, string Labels, double Value)> Samples(string text)
    {
        var samples = new List<(string, string, double)>();
        var helped = new HashSet<string>(StringComparer.Ordinal);
        var typed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ');
            if (line.StartsWith("# HELP ", StringComparison.Ordinal)) helped.Add(words[2]);
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal)) typed.Add(words[2]);
            else if (!line.StartsWith('#')) samples.Add(Sample(line));
        }

        Assert.All(samples, sample => Assert.Contains(typed, family => IsOf(sample.Item1, family)));
        Assert.All(
            samples.Where(sample => sample.Item1.StartsWith("neuralsearch_", StringComparison.Ordinal)),
            sample => Assert.Contains(helped, family => IsOf(sample.Item1, family)));
        return samples;
    }

    public static (string Name, string Labels, double Value) Single(string text, string name, string label = "") =>
        Assert.Single(
            Samples(text), sample => sample.Name == name && sample.Labels.Contains(label, StringComparison.Ordinal));

    private static (string Name, string Labels, double Value) Sample(string line)
    {
        var match = SampleLine().Match(line);
        Assert.True(match.Success, $"not a sample: {line}");
        var value = match.Groups["value"].Value;
        return (
            match.Groups["name"].Value,
            match.Groups["labels"].Value,
            value == "+Inf" ? double.PositiveInfinity : double.Parse(value, CultureInfo.InvariantCulture));
    }

    private static bool IsOf(string sample, string family) =>
        sample == family || (sample.StartsWith(family, StringComparison.Ordinal)
            && sample[family.Length..] is "_bucket" or "_sum" or "_count" or "_total" or "_info" or "_created");

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"""
        + """(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",?)*)\})?"""
        + """ (?<value>[-+0-9.eE]+|\+Inf|NaN)( [0-9.]+)?$""")]
    private static partial Regex SampleLine();
}
