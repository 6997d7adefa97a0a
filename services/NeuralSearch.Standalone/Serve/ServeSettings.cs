using System.Globalization;

namespace NeuralSearch.Standalone.Serve;

/// <summary>What the command line says about a server.</summary>
/// <param name="DataPath">The data folder, absolute; null leaves it to the configuration.</param>
/// <param name="HttpPort">Port of the page and the API; null leaves it to the configuration.</param>
/// <param name="GrpcPort">Port of Qdrant's gRPC; null leaves it to the configuration.</param>
/// <param name="NoSample">Whether an empty store stays empty; otherwise the configuration decides.</param>
/// <param name="SampleLimit">How many films; <see cref="WholeSample"/> for all, null leaves it to the configuration.</param>
public sealed record ServeSettings(string? DataPath, int? HttpPort, int? GrpcPort, bool NoSample, int? SampleLimit)
{
    /// <summary>How many films the first start loads.</summary>
    public const int DefaultSampleLimit = 2_000;

    /// <summary>The configuration key of the data folder.</summary>
    public const string DataPathKey = "NeuralSearch:DataPath";

    /// <summary>No limit to the sample.</summary>
    public const int WholeSample = 0;

    /// <summary>What holds where neither the command line nor the configuration says otherwise.</summary>
    public static Dictionary<string, string?> Defaults { get; } = new()
    {
        [DataPathKey] = Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "NeuralSearch"),
    };

    /// <summary>What was given, as configuration keys.</summary>
    public Dictionary<string, string?> ToConfiguration()
    {
        var keys = new Dictionary<string, string?>();
        if (DataPath is not null) keys[DataPathKey] = DataPath;
        if (NoSample) keys["NeuralSearch:Sample:Enabled"] = "false";
        if (SampleLimit is { } limit)
            keys["NeuralSearch:Sample:Limit"] = limit.ToString(CultureInfo.InvariantCulture);
        if (HttpPort is not null) keys["NeuralSearch:Http:Port"] = $"{HttpPort}";
        if (GrpcPort is not null) keys["NeuralSearch:Grpc:Port"] = $"{GrpcPort}";
        return keys;
    }
}
