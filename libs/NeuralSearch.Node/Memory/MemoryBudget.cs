using NeuralSearch.Node.Errors;

namespace NeuralSearch.Node.Memory;

/// <summary>
/// The memory that the collections of a store may take together, and what they do take. Whoever adds something asks
/// before, with an estimate; what it came to is counted afterwards. Thread-safe.
/// </summary>
/// <remarks>
/// Counted are rows, links, codes, points and field indexes: what stays. What passes is not: requests and their answers,
/// the copy that a merge makes before the originals go, a block of a checkpoint. That is for the part of the machine
/// that is outside of the budget.
/// </remarks>
internal sealed class MemoryBudget
{
    private readonly Action _recount;
    private long _usedBytes;
    private long _reservedBytes;

    /// <param name="limitBytes">The budget; null for none.</param>
    /// <param name="recount">
    /// Counts every collection anew. What merges give back is noticed by nobody else, so it is called before a refusal.
    /// </param>
    public MemoryBudget(long? limitBytes, Action recount)
    {
        LimitBytes = limitBytes;
        _recount = recount;
    }

    public long? LimitBytes { get; }

    /// <summary>What the collections took when they were last counted.</summary>
    public long UsedBytes => Volatile.Read(ref _usedBytes);

    /// <summary>Adds a difference to what is in use.</summary>
    public void Change(long bytes) => Interlocked.Add(ref _usedBytes, bytes);

    /// <summary>
    /// Sets memory aside for what is about to be done; <see cref="Release"/> it when that is done, and counted, or not.
    /// </summary>
    /// <exception cref="MemoryBudgetException">There is not so much left.</exception>
    public void Reserve(MemoryNeed need)
    {
        long reserved = Interlocked.Add(ref _reservedBytes, need.Bytes);
        if (LimitBytes is not { } limit || UsedBytes + reserved <= limit) return;
        _recount();
        long used = UsedBytes + reserved - need.Bytes;
        if (used + need.Bytes <= limit) return;
        Release(need);
        throw new MemoryBudgetException(need.Request, need.Bytes, used, limit);
    }

    /// <summary>Gives back what was set aside.</summary>
    public void Release(MemoryNeed need) => Interlocked.Add(ref _reservedBytes, -need.Bytes);
}
