using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Ingestion.Sources;

namespace NeuralSearch.Ingestion.Preparation;

/// <summary>The point that a chunk is stored as, and the names of its payload.</summary>
internal static class PointFactory
{
    public const string DocumentField = "document";
    public const string ChunkField = "chunk";

    /// <summary>
    /// The point of a chunk. The user's values are shared with the document, not copied; nobody changes them.
    /// </summary>
    public static PointStruct Create(
        string collection, SourceDocument document, Chunk chunk, ReadOnlySpan<float> vector)
    {
        DenseVector dense = new() { Data = { Capacity = vector.Length } };
        foreach (float component in vector)
            dense.Data.Add(component);
        PointStruct point = new()
        {
            Id = new PointId { Uuid = ChunkId.Create(collection, document.Id, chunk.Number).ToString("D") },
            Vectors = new Vectors { Vector = new Vector { Dense = dense } },
        };

        point.Payload.Add(document.Fields);
        point.Payload[DocumentField] = new Value { StringValue = document.Id };
        point.Payload[ChunkField] = new Value { IntegerValue = chunk.Number };
        point.Payload["chunk_start"] = new Value { IntegerValue = chunk.Start };
        point.Payload["chunk_end"] = new Value { IntegerValue = chunk.End };
        point.Payload["text"] = new Value { StringValue = document.Text[chunk.Start..chunk.End] };
        if (document.Title is not null)
            point.Payload["title"] = new Value { StringValue = document.Title };
        if (document.Url is not null)
            point.Payload["url"] = new Value { StringValue = document.Url };
        return point;
    }

    /// <summary>Every chunk of these documents.</summary>
    public static Filter ChunksOf(IReadOnlyCollection<string> documentIds)
    {
        RepeatedStrings ids = new();
        ids.Strings.Add(documentIds);
        FieldCondition isOfThem = new() { Key = DocumentField, Match = new Match { Keywords = ids } };
        return new Filter { Must = { new Condition { Field = isOfThem } } };
    }

    /// <summary>Every chunk of a document, or those from a chunk number on.</summary>
    public static Filter ChunksOf(string documentId, int firstChunk = 0)
    {
        Filter filter = new()
        {
            Must =
            {
                new Condition
                {
                    Field = new FieldCondition { Key = DocumentField, Match = new Match { Keyword = documentId } },
                },
            },
        };
        if (firstChunk > 0)
        {
            filter.Must.Add(new Condition
            {
                Field = new FieldCondition
                {
                    Key = ChunkField,
                    Range = new Contracts.Qdrant.Range { Gte = firstChunk },
                },
            });
        }

        return filter;
    }
}
