using NeuralSearch.Client;
using NeuralSearch.Index;

namespace NeuralSearch.Notebooks.Library;

/// <summary>Something that holds rows and finds the nearest: the index in this process, or a node over the wire.</summary>
public abstract class SearchTarget : IAsyncDisposable
{
    /// <summary>The name of the index in this process.</summary>
    public const string InProcess = "in-process";

    /// <summary>What it is, for tables and legends.</summary>
    public abstract string Name { get; }

    /// <summary>Bytes that the index asked for; null over the wire, which does not say.</summary>
    public virtual long? NativeBytes => null;

    /// <summary>Whether a target is the index in this process.</summary>
    public static bool IsInProcess(string target) => target == InProcess;

    /// <summary>
    /// What the graph can be traversed on: every kind in process, the node's own choice (named Automatic) over the wire.
    /// </summary>
    public static IReadOnlyList<VectorCodes> KindsOf(string target) => IsInProcess(target)
        ? [.. Enum.GetValues<VectorCodes>().Where(codes => codes != VectorCodes.Automatic)]
        : [VectorCodes.Automatic];

    /// <summary>Makes an empty one.</summary>
    /// <param name="target">
    /// <see cref="InProcess"/>; or the address of gRPC, such as <c>http://127.0.0.1:6334</c>, of a node of ours or any
    /// Qdrant; or a connection string with a key, <c>Endpoint=https://host:6334;Key=…</c>.
    /// </param>
    /// <param name="dimensions">Components of a row.</param>
    /// <param name="codes">What the graph is traversed on; in process alone.</param>
    public static async Task<SearchTarget> OpenAsync(
        string target, int dimensions, VectorCodes codes = VectorCodes.Automatic)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(target);
        if (IsInProcess(target)) return new InProcessTarget(dimensions, codes);
        string address = target.Contains('=', StringComparison.Ordinal) ? target : $"Endpoint={target}";
        return await WireTarget.CreateAsync(VectorStoreAddress.Parse(address), dimensions);
    }

    /// <summary>Adds rows and waits until all are in the graph. The first row gets the number 0.</summary>
    /// <param name="rows">The rows, of unit length.</param>
    /// <param name="fields">What they can be filtered by; empty, or one for each.</param>
    public abstract Task AddAsync(IReadOnlyList<float[]> rows, IReadOnlyList<Fields> fields);

    /// <summary>Finds the nearest rows.</summary>
    /// <param name="query">The query, of unit length.</param>
    /// <param name="k">How many.</param>
    /// <param name="ef">The width of the beam; 0 for the target's own.</param>
    /// <param name="filter">Which rows may be found; null for all.</param>
    public abstract ValueTask<Answer> SearchAsync(float[] query, int k, int ef = 0, PointFilter? filter = null);

    /// <summary>Frees the memory, or deletes the collection.</summary>
    public abstract ValueTask DisposeAsync();

    /// <inheritdoc/>
    public override string ToString() => Name;
}
