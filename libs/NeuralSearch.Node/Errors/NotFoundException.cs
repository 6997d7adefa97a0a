namespace NeuralSearch.Node.Errors;

/// <summary>What the request names does not exist: NOT_FOUND on the wire.</summary>
public sealed class NotFoundException(string message) : Exception(message)
{
    /// <summary>There is no collection of that name.</summary>
    public static NotFoundException Collection(string name) => new($"Not found: Collection `{name}` doesn't exist!");

    /// <summary>There is no point of that id.</summary>
    internal static NotFoundException Point(Points.PointKey key) => new($"Not found: No point with id {key} found");
}
