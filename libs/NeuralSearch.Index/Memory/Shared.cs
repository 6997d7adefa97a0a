namespace NeuralSearch.Index;

/// <summary>
/// Something that readers use without a lock and that is freed when the last of them has left: a count of references,
/// one of them the owner's. What was freed is not taken up again.
/// </summary>
internal abstract class Shared
{
    private int _references = 1;

    /// <summary>Keeps it until <see cref="Release"/>; false if it was freed meanwhile.</summary>
    public bool TryAcquire()
    {
        var references = Volatile.Read(ref _references);
        while (references != 0)
        {
            var before = Interlocked.CompareExchange(ref _references, references + 1, references);
            if (before == references) return true;
            references = before;
        }

        return false;
    }

    /// <summary>Ends an acquisition or, once, the owner's hold; the last one frees it.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0) Free();
    }

    /// <summary>Called once, when nobody can use it any more.</summary>
    protected abstract void Free();
}
