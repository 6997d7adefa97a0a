using NeuralSearch.AppHost.Containers;

namespace NeuralSearch.AppHost;

/// <summary>What the command line says about the system in processes of its own.</summary>
/// <param name="Containers">Whether containers are wanted.</param>
/// <param name="DataPath">The folder of all data, absolute; null for the default.</param>
/// <param name="HttpPort">Port of the page and the HTTP API.</param>
/// <param name="GrpcPort">Port of Qdrant's gRPC.</param>
/// <param name="SampleLimit">Films of the sample: null for the default, 0 for all, -1 for none.</param>
internal sealed record AppHostSettings(
    ContainersChoice Containers = ContainersChoice.Auto,
    string? DataPath = null,
    int HttpPort = AppHostSettings.DefaultHttpPort,
    int GrpcPort = AppHostSettings.DefaultGrpcPort,
    int? SampleLimit = null)
{
    public const int DefaultHttpPort = 7700;
    public const int DefaultGrpcPort = 6334;
    public const int NoSample = -1;
    public const int WholeSample = 0;

    /// <summary>
    /// The folder of one service. It depends on where the vectors live: the ledger of ingestion says what one store
    /// holds, and would be wrong about another.
    /// </summary>
    public string FolderOf(string service, bool vectorsInContainers) => Path.Combine(
        DataPath ?? Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "NeuralSearch",
            "apart"),
        vectorsInContainers ? "with-qdrant" : "with-own-node",
        service);
}
