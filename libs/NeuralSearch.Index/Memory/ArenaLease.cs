namespace NeuralSearch.Index;

/// <summary>
/// A reference to an arena that keeps its memory until it is disposed. Made by <see cref="NativeArena.Lease"/>.
/// </summary>
internal readonly ref struct ArenaLease
{
    private readonly NativeArena _arena;

    public ArenaLease(NativeArena arena)
    {
        var isTaken = false;
        arena.DangerousAddRef(ref isTaken);
        _arena = arena;
    }

    public void Dispose() => _arena.DangerousRelease();
}
