namespace NeuralSearch.Embedding.Remote;

/// <summary>
/// A token bucket that keeps repetitions to a tenth of the requests: when everything fails, repeating everything would
/// be three times the load on a remote that has too much of it. Thread-safe.
/// </summary>
internal sealed class RetryBudget
{
    /// <summary>Repetitions that a long quiet time saves up; so many are there at the start.</summary>
    public const int MaxTokens = 10;

    // A request pays in one tenth of a token; counted in tenths.
    private const int TenthsOfToken = 10;

    private int _tenths = MaxTokens * TenthsOfToken;

    /// <summary>A request begins.</summary>
    public void Deposit() => Add(1);

    /// <summary>True if a repetition may be made; it is paid then.</summary>
    public bool TryWithdraw() => Add(-TenthsOfToken);

    private bool Add(int change)
    {
        while (true)
        {
            int current = Volatile.Read(ref _tenths);
            int next = Math.Min(current + change, MaxTokens * TenthsOfToken);
            if (next < 0) return false;
            if (Interlocked.CompareExchange(ref _tenths, next, current) == current) return true;
        }
    }
}
