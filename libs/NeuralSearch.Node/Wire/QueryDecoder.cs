using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Index;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Filters;
using NeuralSearch.Node.Points;
using NeuralSearch.Node.Query;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Wire;

/// <summary>Turns a query message into a checked query; what it cannot carry out in full it refuses.</summary>
internal static class QueryDecoder
{
    private const int DefaultLimit = 10;

    public static int Limit(bool isGiven, ulong limit)
    {
        if (!isGiven) return DefaultLimit;
        if (limit == 0)
            throw new InvalidRequestException(
                "Validation error in body: [limit: value 0 invalid, must be 1 or larger]");
        return (int)Math.Min(limit, int.MaxValue);
    }

    public static FilterCondition? Filter(CollectionState state, Filter? filter) =>
        filter is null ? null : state.Filters.Compile(filter);

    /// <returns>Null when the request has no query: then points come in id order.</returns>
    public static VectorQuery? Nearest(CollectionSnapshot snapshot, QueryPoints request)
    {
        if (request.HasUnknownFields || request.Params is { HasUnknownFields: true })
            throw new InvalidRequestException(
                "QueryPoints has fields that this version does not know: a query is never answered in part");
        if (request.Prefetch.Count > 0) throw new UnavailableFeatureException("Prefetch");
        if (request.LookupFrom is not null) throw new UnavailableFeatureException("Lookup from another collection");
        if (request.Query is null)
        {
            if (request.HasScoreThreshold)
                throw new InvalidRequestException("Bad request: A query is needed to use a score threshold");
            return null;
        }

        VectorInput input = NearestInput(request.Query);
        int vector = VectorCodec.IndexOf(snapshot.Schema, request.Using);
        (float[] values, PointKey? excluded) = Values(snapshot, vector, input);
        SearchParams? tuning = request.Params;
        return new VectorQuery
        {
            Vector = vector,
            Values = values,
            Excluded = excluded,
            Filter = Filter(snapshot.State, request.Filter),
            Offset = (int)Math.Min(request.Offset, int.MaxValue),
            Limit = Limit(request.HasLimit, request.Limit),
            ScoreThreshold = request.HasScoreThreshold ? request.ScoreThreshold : null,
            Exact = tuning is { HasExact: true, Exact: true },
            Ef = tuning is { HasHnswEf: true } ? (int)Math.Min(tuning.HnswEf, HnswOptions.MaxEf) : 0,
        };
    }

    private static VectorInput NearestInput(Contracts.Qdrant.Query query) => query.VariantCase switch
    {
        _ when query.HasUnknownFields => throw new InvalidRequestException(
            "Query has fields that this version does not know: a query is never answered in part"),
        Contracts.Qdrant.Query.VariantOneofCase.Nearest => query.Nearest,
        Contracts.Qdrant.Query.VariantOneofCase.None => throw new InvalidRequestException("Query variant is missing"),
        var variant => throw new UnavailableFeatureException($"The query variant {variant}"),
    };

    private static (float[] Values, PointKey? Excluded) Values(
        CollectionSnapshot snapshot, int vector, VectorInput input)
    {
        VectorSchema schema = snapshot.Schema.Vectors[vector];
        switch (input.VariantCase)
        {
            case VectorInput.VariantOneofCase.Dense:
                return (VectorCodec.ToRow(schema, input.Dense.Data), null);
            case VectorInput.VariantOneofCase.Id:
                PointKey key = PointKey.From(input.Id);
                if (!snapshot.TryGetOffset(key, out uint offset)) throw NotFoundException.Point(key);
                float[] row = snapshot.ReadRow(vector, offset) ?? throw new NotFoundException(
                    $"Not found: Vector with name \"{schema.Name}\" for point not found");
                return (row, key);
            case VectorInput.VariantOneofCase.None:
                throw new InvalidRequestException("VectorInput variant is missing");
            default:
                throw new UnavailableFeatureException($"The query vector variant {input.VariantCase}");
        }
    }
}
