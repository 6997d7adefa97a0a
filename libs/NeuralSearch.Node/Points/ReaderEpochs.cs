namespace NeuralSearch.Node.Points;

/// <summary>
/// Tells the writer when no reader can still need what it has retired. Readers enter the current epoch and leave it
/// again, without a lock; the writer goes on to the next epoch once everybody has left the one before the current.
/// </summary>
/// <remarks>
/// Epoch-based reclamation (Fraser, "Practical lock-freedom", 2004, section 5.2.3) with two counters: readers are only
/// ever in the current epoch e and in e − 1. What was retired in epoch e − 1 is unreachable when e + 1 begins.
/// </remarks>
internal sealed class ReaderEpochs
{
    // Counters of the even and the odd epochs, on cache lines of their own.
    private readonly int[] _readers = new int[64];
    private long _epoch;

    /// <summary>The current epoch. Only the writer advances it.</summary>
    public long Current => Volatile.Read(ref _epoch);

    /// <summary>Enters the current epoch.</summary>
    /// <returns>The epoch, to leave it with.</returns>
    public long Enter()
    {
        while (true)
        {
            long epoch = Volatile.Read(ref _epoch);
            Interlocked.Increment(ref Readers(epoch));
            if (Volatile.Read(ref _epoch) == epoch) return epoch;
            Interlocked.Decrement(ref Readers(epoch)); // the writer went on in between: this one may be over
        }
    }

    public void Leave(long epoch) => Interlocked.Decrement(ref Readers(epoch));

    /// <summary>
    /// Goes on to the next epoch unless somebody is still in the one before the current. Writer only.
    /// </summary>
    public bool TryAdvance()
    {
        if (Volatile.Read(ref Readers(_epoch + 1)) != 0) return false;
        Interlocked.Increment(ref _epoch);
        return true;
    }

    private ref int Readers(long epoch) => ref _readers[(epoch & 1) == 0 ? 0 : 32];
}
