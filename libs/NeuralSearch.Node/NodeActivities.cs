using System.Diagnostics;

namespace NeuralSearch.Node;

/// <summary>What the node traces; every name is listed in docs/telemetry.md.</summary>
internal static class NodeActivities
{
    /// <summary>A request to the node, over the wire or in process.</summary>
    public const string Request = "neuralsearch.node.request";

    /// <summary>A nearest-neighbour search, its filter included.</summary>
    public const string Search = "neuralsearch.node.search";

    public static readonly ActivitySource Source = new("NeuralSearch.Node");
}
