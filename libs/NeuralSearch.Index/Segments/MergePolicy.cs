namespace NeuralSearch.Index;

/// <summary>Decides when segments are merged: above three of them, or when a fifth of one's rows are deleted.</summary>
/// <remarks>
/// A search of three graphs costs less than three times that of one, because each is smaller; a deleted row costs a
/// search a distance and gives nothing. Few rows are left alone: they are scanned anyway.
/// </remarks>
internal static class MergePolicy
{
    /// <summary>Segments that a search should have to look at, the head among them.</summary>
    public const int MaxSegments = 3;

    private const uint MinDeletedCount = 1_000;
    private const int DeletedShare = 5;

    /// <summary>Whether the head has so many deleted rows that it is to be sealed and merged.</summary>
    public static bool ShouldSeal(Segment head) => HasManyDeleted(head);

    /// <summary>The sealed segments to make one of, neighbours in the list; empty if all is well.</summary>
    public static ReadOnlySpan<Segment> Choose(SegmentList list)
    {
        var sealedOnes = list.Sealed;
        for (var i = 0; i < sealedOnes.Length; i++)
            if (HasManyDeleted(sealedOnes[i]) && IsComplete(sealedOnes[i])) return sealedOnes.Slice(i, 1);

        if (list.Segments.Length <= MaxSegments) return [];
        var best = -1;
        for (var i = 0; i + 1 < sealedOnes.Length; i++)
        {
            if (!IsComplete(sealedOnes[i]) || !IsComplete(sealedOnes[i + 1])) continue;
            if (best < 0 || Live(i) < Live(best)) best = i;
        }

        return best < 0 ? [] : sealedOnes.Slice(best, 2);

        // A merge costs what the smaller one costs to insert; the pair with the fewest rows is the cheapest to copy.
        long Live(int i) => (long)list.Sealed[i].LiveCount + list.Sealed[i + 1].LiveCount;
    }

    private static bool HasManyDeleted(Segment segment) =>
        segment.DeletedCount >= MinDeletedCount && segment.DeletedCount >= segment.Count / DeletedShare;

    private static bool IsComplete(Segment segment) => !segment.WantsGraph || segment.IndexedCount == segment.Count;
}
