namespace NeuralSearch.Node.Points;

/// <summary>
/// What the table keeps of a version of a point; its vectors lie in the indexes at the same offset. All of it is fixed
/// but the moment at which the version ends.
/// </summary>
/// <param name="key">The id.</param>
/// <param name="payload">The bytes of a <c>qdrant.Struct</c>.</param>
/// <param name="vectors">Bit i is set when the point has the collection's i-th vector.</param>
/// <param name="version">The number of the operation that wrote it.</param>
internal sealed class PointRecord(PointKey key, byte[] payload, ulong vectors, ulong version)
{
    /// <summary>Stands where a version was that no reader can see any more.</summary>
    public static readonly PointRecord Gone = new(default, [], 0, ulong.MaxValue);

    private ulong _endedAt = ulong.MaxValue;

    public PointKey Key { get; } = key;

    public byte[] Payload { get; } = payload;

    public ulong Vectors { get; } = vectors;

    public ulong Version { get; } = version;

    /// <summary>The version of the point that this one replaced, null when the point was new.</summary>
    public uint? Replaced { get; private set; }

    public PointView View => new(Key, Payload, Vectors);

    /// <summary>Whether this is the point as it stood when the operation of that number had been applied.</summary>
    public bool IsCurrentAt(ulong version) => Version <= version && version < Volatile.Read(ref _endedAt);

    /// <summary>Ends the version: the operation of that number replaced or deleted it. Writer only.</summary>
    public void End(ulong version) => Volatile.Write(ref _endedAt, version);

    /// <summary>Names the version before this one. Writer only, before the id leads here.</summary>
    public void Follow(uint replaced) => Replaced = replaced;
}
