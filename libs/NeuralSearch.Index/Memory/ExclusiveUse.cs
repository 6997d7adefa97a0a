namespace NeuralSearch.Index;

/// <summary>Turns a second writer at the same moment, which would corrupt native memory, into an exception.</summary>
internal struct ExclusiveUse
{
    private int _isTaken;

    public bool TryEnter() => Interlocked.Exchange(ref _isTaken, 1) == 0;

    public void Enter(string role)
    {
        if (TryEnter()) return;
        throw new InvalidOperationException(
            $"Two threads use the index as {role} at the same moment; it takes one. Serialise these calls.");
    }

    public void Exit() => Volatile.Write(ref _isTaken, 0);
}
