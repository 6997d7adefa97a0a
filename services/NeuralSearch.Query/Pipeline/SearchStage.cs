using System.Runtime.InteropServices;
using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using Points = NeuralSearch.Contracts.Qdrant.Points;
using QueryMessage = NeuralSearch.Contracts.Qdrant.Query;

namespace NeuralSearch.Query.Pipeline;

/// <summary>
/// Vector → the documents of the asked page. The node finds chunks, a page counts documents: the stage asks for more
/// chunks than documents and asks again, deeper, until the page is full and settled or the collection has no more.
/// Only ids travel here; the payload of the few that remain is fetched when the page is known.
/// </summary>
internal sealed class SearchStage(Points.PointsClient points)
{
    // Films have one to three chunks: the first request nearly always suffices.
    private const int ChunksPerDocument = 2;
    private const int SpareChunks = 16;
    private const int Deeper = 4;

    public async Task<IReadOnlyList<DocumentHit>> RunAsync(
        string collection, ReadOnlyMemory<float> vector, SearchQuery query, CallOptions call)
    {
        var request = Request(collection, vector, query);
        var wanted = query.Offset + query.Top;
        for (var limit = (ulong)(wanted * ChunksPerDocument + SpareChunks); ; limit *= Deeper)
        {
            request.Limit = limit;
            var hits = (await points.QueryAsync(request, call)).Result;
            var documents = DocumentCollapse.Best(hits);
            var exhausted = (ulong)hits.Count < limit;
            if (exhausted || IsSettled(documents, hits[^1], wanted))
                return documents.GetRange(
                    Math.Min(query.Offset, documents.Count), Math.Clamp(documents.Count - query.Offset, 0, query.Top));
        }
    }

    // A hit beyond the limit may have the score of the last one. If that is the score of the page's last document too,
    // a document that belongs before it by its id may not have been seen yet.
    private static bool IsSettled(List<DocumentHit> documents, ScoredPoint last, int wanted) =>
        documents.Count >= wanted && !documents[wanted - 1].Score.Equals(last.Score);

    private static QueryPoints Request(string collection, ReadOnlyMemory<float> vector, SearchQuery query)
    {
        var dense = new DenseVector();
        dense.Data.AddRange(MemoryMarshal.ToEnumerable(vector));
        var request = new QueryPoints
        {
            CollectionName = collection,
            Query = new QueryMessage { Nearest = new VectorInput { Dense = dense } },
            WithPayload = new WithPayloadSelector
            {
                Include = new PayloadIncludeSelector { Fields = { PayloadFields.Document } },
            },
        };
        if (query.Filter is not null) request.Filter = query.Filter;
        return request;
    }
}
