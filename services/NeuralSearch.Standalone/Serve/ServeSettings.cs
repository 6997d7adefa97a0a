using System.Globalization;

namespace NeuralSearch.Standalone.Serve;

/// <summary>What the command line says about a server.</summary>
/// <param name="DataPath">The data folder, absolute.</param>
/// <param name="HttpPort">Port of the page and the API; null leaves it to the configuration.</param>
/// <param name="GrpcPort">Port of Qdrant's gRPC; null leaves it to the configuration.</param>
/// <param name="LoadSample">Whether an empty store is given films.</param>
/// <param name="SampleLimit">How many films; <see cref="WholeSample"/> for all.</param>
public sealed record ServeSettings(string DataPath, int? HttpPort, int? GrpcPort, bool LoadSample, int SampleLimit)
{
    /// <summary>How many films the first start loads.</summary>
    public const int DefaultSampleLimit = 2_000;

    /// <summary>No limit to the sample.</summary>
    public const int WholeSample = 0;

    /// <summary>The settings as configuration keys.</summary>
    public Dictionary<string, string?> ToConfiguration()
    {
        var keys = new Dictionary<string, string?>
        {
            ["NeuralSearch:DataPath"] = DataPath,
            ["NeuralSearch:Sample:Enabled"] = LoadSample ? "true" : "false",
            ["NeuralSearch:Sample:Limit"] = SampleLimit.ToString(CultureInfo.InvariantCulture),
        };
        if (HttpPort is not null) keys["NeuralSearch:Http:Port"] = $"{HttpPort}";
        if (GrpcPort is not null) keys["NeuralSearch:Grpc:Port"] = $"{GrpcPort}";
        return keys;
    }
}
