using System.Text.Json.Serialization;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.VectorNode.Snapshots;

/// <summary>What Qdrant's REST wraps every result in.</summary>
/// <param name="Result">The result.</param>
/// <param name="Time">Seconds that it took.</param>
/// <param name="Status">Always "ok": a failure is a problem document.</param>
internal sealed record Answer<T>(
    [property: JsonPropertyName("result")] T Result,
    [property: JsonPropertyName("time")] double Time,
    [property: JsonPropertyName("status")] string Status = "ok");

/// <summary>A snapshot's file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CreationTime">When it was made.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Checksum">Its SHA-256, in hexadecimal.</param>
internal sealed record SnapshotFile(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("creation_time")] DateTime CreationTime,
    [property: JsonPropertyName("size")] long Size,
    [property: JsonPropertyName("checksum")] string? Checksum)
{
    /// <summary>The same as the contract's message.</summary>
    public static SnapshotFile From(SnapshotDescription description) => new(
        description.Name, description.CreationTime.ToDateTime(), description.Size,
        description.HasChecksum ? description.Checksum : null);
}

/// <summary>Which snapshot a collection is to be recovered from.</summary>
/// <param name="Location">The name of a snapshot of this node, or a <c>file://</c> URL that ends in it.</param>
/// <param name="Checksum">The SHA-256 that it must have, or null.</param>
internal sealed record Recovery(
    [property: JsonPropertyName("location")] string? Location,
    [property: JsonPropertyName("checksum")] string? Checksum);
