using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Query.Pipeline;

/// <summary>
/// Chunk hits → documents. A document stands where its best chunk stands. The node's order decides, not the size of
/// the score, so that distances for which smaller is better come out right; equal scores are ordered by document id,
/// so that pages neither repeat nor lose a document.
/// </summary>
internal static class DocumentCollapse
{
    public static List<DocumentHit> Best(IReadOnlyList<ScoredPoint> hits)
    {
        var places = new Dictionary<string, int>(hits.Count, StringComparer.Ordinal);
        var ranked = new List<(int Rank, DocumentHit Hit)>(hits.Count);
        var rank = 0;
        for (var i = 0; i < hits.Count; i++)
        {
            var hit = hits[i];
            if (i > 0 && !hit.Score.Equals(hits[i - 1].Score)) rank++;

            var document = DocumentOf(hit);
            if (!places.TryGetValue(document, out var place))
            {
                places.Add(document, ranked.Count);
                ranked.Add((rank, new DocumentHit(document, hit.Id, hit.Score)));
            }
            else if (ranked[place].Rank == rank && PointIds.Compare(hit.Id, ranked[place].Hit.Chunk) < 0)
            {
                ranked[place] = (rank, new DocumentHit(document, hit.Id, hit.Score));
            }
        }

        ranked.Sort((left, right) => left.Rank != right.Rank
            ? left.Rank.CompareTo(right.Rank)
            : string.CompareOrdinal(left.Hit.Document, right.Hit.Document));
        return ranked.ConvertAll(entry => entry.Hit);
    }

    /// <summary>A point that no ingestion of ours wrote has no <c>document</c>: it is a document of its own.</summary>
    private static string DocumentOf(ScoredPoint hit) =>
        PayloadFields.String(hit.Payload, PayloadFields.Document) ?? PointIds.Text(hit.Id);
}
