using System.Globalization;
using System.Text;
using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Query.Answer;
using NeuralSearch.Query.Highlighting;
using Points = NeuralSearch.Contracts.Qdrant.Points;

namespace NeuralSearch.Query.Pipeline;

/// <summary>Documents of the page → results: passage, highlights, why, payload.</summary>
internal sealed class EnrichStage(Points.PointsClient points)
{
    private const int WordsInWhy = 5;

    public async Task<IReadOnlyList<SearchResult>> RunAsync(
        string collection, string text, IReadOnlyList<DocumentHit> documents, CallOptions call)
    {
        if (documents.Count == 0) return [];

        var request = new GetPoints
        {
            CollectionName = collection,
            Ids = { documents.Select(d => d.Chunk) },
            WithPayload = new WithPayloadSelector { Enable = true },
        };
        var payloads = (await points.GetAsync(request, call)).Result.ToDictionary(p => p.Id, p => p.Payload);
        var words = QueryWords.Of(text);
        var results = new List<SearchResult>(documents.Count);
        foreach (var document in documents)
        {
            // A chunk may have been deleted since it was found: what is gone is not shown.
            if (payloads.TryGetValue(document.Chunk, out var payload)) results.Add(Result(document, payload, words));
        }

        return results;
    }

    private static SearchResult Result(DocumentHit hit, IDictionary<string, Value> payload, QueryWords words)
    {
        var passage = PayloadFields.String(payload, PayloadFields.Text) ?? "";
        var found = words.FindIn(passage);
        return new SearchResult(
            PointIds.Text(hit.Chunk),
            hit.Document,
            PayloadFields.String(payload, PayloadFields.Title),
            passage,
            found.Highlights,
            hit.Score,
            Why(hit.Score, found.Words),
            PayloadFields.String(payload, PayloadFields.Url),
            PayloadJson.Users(payload));
    }

    /// <summary>
    /// One sentence that claims no more than is known: nearness of meaning, and which words also stand there.
    /// </summary>
    private static string Why(float score, IReadOnlyList<string> words)
    {
        var why = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{Nearness(score)} in meaning ({score:0.00})");
        for (var i = 0; i < Math.Min(words.Count, WordsInWhy); i++)
            why.Append(i == 0 ? "; words: " : ", ").Append('"').Append(words[i]).Append('"');
        if (words.Count > WordsInWhy) why.Append(", …");
        return why.ToString();
    }

    /// <summary>
    /// What a cosine of this kind of model is worth: between texts that have nothing in common it is about 0.1.
    /// </summary>
    private static string Nearness(float score) => score switch
    {
        >= 0.5f => "Close",
        >= 0.3f => "Related",
        _ => "Distantly related",
    };
}
