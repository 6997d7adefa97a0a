using System.Globalization;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Query.Pipeline;

/// <summary>Point ids as text and in order.</summary>
internal static class PointIds
{
    public static string Text(PointId id) => id.PointIdOptionsCase switch
    {
        PointId.PointIdOptionsOneofCase.Num => id.Num.ToString(CultureInfo.InvariantCulture),
        PointId.PointIdOptionsOneofCase.Uuid => id.Uuid,
        _ => throw new ArgumentException("The node answered a point without an id."),
    };

    /// <summary>Numbers before UUIDs, numbers by value, UUIDs by their (lower-case, hyphenated) text.</summary>
    public static int Compare(PointId left, PointId right) =>
        left.HasNum && right.HasNum ? left.Num.CompareTo(right.Num)
        : left.HasNum ? -1
        : right.HasNum ? 1
        : string.CompareOrdinal(left.Uuid, right.Uuid);
}
