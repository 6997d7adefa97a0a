using System.Globalization;

namespace NeuralSearch.Standalone.Serve;

/// <summary>What the command line says about the sample; what it does not say stays with the configuration.</summary>
/// <param name="NoSample">Whether an empty store stays empty.</param>
/// <param name="SampleLimit">How many films; <see cref="WholeSample"/> for all, null leaves it open.</param>
internal sealed record SampleChoice(bool NoSample, int? SampleLimit)
{
    /// <summary>How many films the first start loads.</summary>
    public const int DefaultLimit = 2_000;

    /// <summary>No limit to the sample.</summary>
    public const int WholeSample = 0;

    /// <summary>What was given, as configuration keys.</summary>
    public void AddTo(Dictionary<string, string?> keys)
    {
        if (NoSample) keys["NeuralSearch:Sample:Enabled"] = "false";
        if (SampleLimit is { } limit)
            keys["NeuralSearch:Sample:Limit"] = limit.ToString(CultureInfo.InvariantCulture);
    }
}
