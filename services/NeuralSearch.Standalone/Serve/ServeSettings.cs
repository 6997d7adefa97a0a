namespace NeuralSearch.Standalone.Serve;

/// <summary>What the command line says about a server.</summary>
/// <param name="DataPath">The data folder, absolute.</param>
/// <param name="HttpPort">Port of the page and the API; null leaves it to the configuration.</param>
/// <param name="GrpcPort">Port of Qdrant's gRPC; null leaves it to the configuration.</param>
/// <param name="SampleLimit">How many films of the sample to load: 0 none, null all.</param>
public sealed record ServeSettings(string DataPath, int? HttpPort, int? GrpcPort, int? SampleLimit)
{
    /// <summary>How many films the first start loads.</summary>
    public const int DefaultSampleLimit = 2_000;

    /// <summary>The settings as configuration keys.</summary>
    public Dictionary<string, string?> ToConfiguration()
    {
        var keys = new Dictionary<string, string?>
        {
            ["NeuralSearch:DataPath"] = DataPath,
            ["NeuralSearch:Sample:Enabled"] = SampleLimit == 0 ? "false" : "true",
            ["NeuralSearch:Sample:Limit"] = SampleLimit?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "0",
        };
        if (HttpPort is not null) keys["NeuralSearch:Http:Port"] = $"{HttpPort}";
        if (GrpcPort is not null) keys["NeuralSearch:Grpc:Port"] = $"{GrpcPort}";
        return keys;
    }
}
