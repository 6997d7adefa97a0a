using System.Text.RegularExpressions;

namespace NeuralSearch.UnitTests.Deploy;

/// <summary>Addresses of other services in values of the environment.</summary>
internal static partial class Addresses
{
    public static IEnumerable<Uri> In(IEnumerable<string> values) => values
        .SelectMany(value => AddressPattern.Matches(value)).Select(match => new Uri(match.Value));

    [GeneratedRegex("https?://[^,;/ \"]+")]
    private static partial Regex AddressPattern { get; }
}
