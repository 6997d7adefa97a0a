using Grpc.Core;
using NeuralSearch.Catalog;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Ingestion.Pipeline;
using NeuralSearch.Ingestion.Preparation;

namespace NeuralSearch.Ingestion.Store;

/// <summary>
/// Makes sure, before anything is read, that a collection exists and fits the model, and that the ledger speaks about
/// this very collection and not about a deleted one of the same name. Safe for use by many threads and processes.
/// </summary>
internal sealed class CollectionPreparer(
    Collections.CollectionsClient collections,
    Points.PointsClient points,
    IDocumentLedger ledger,
    RetryPolicy retry,
    IngestionOptions options)
{
    private const string ModelKey = "model";

    /// <summary>
    /// A UUID in the metadata of every collection that ingestion creates (see CollectionRecord.Incarnation).
    /// </summary>
    private const string IncarnationKey = "incarnation";

    /// <summary>
    /// The collection, created if missing. Throws <see cref="IngestionException"/> with Conflict if it exists with
    /// other vectors or another model, with Unavailable if the node does not answer.
    /// </summary>
    public async Task<TargetCollection> PrepareAsync(
        string name, EmbeddingModel model, IReadOnlyList<FieldIndex> indexes, CancellationToken cancellationToken)
    {
        if (CollectionName.Check(name) is string wrong)
            throw new IngestionException(IngestionError.InvalidRequest, wrong);

        if (!await ExistsAsync(name, cancellationToken))
            await CreateAsync(name, model, cancellationToken);
        CollectionInfo info = await GetAsync(name, cancellationToken);
        RefuseOtherVectors(name, model, info.Config);
        await IndexAsync(name, info, [new FieldIndex(PointFactory.DocumentField, FieldType.Keyword), .. indexes],
            cancellationToken);
        CollectionRecord record = await RegisterAsync(name, model, info, cancellationToken);
        return new TargetCollection(name, record.Id, model, record.MayHoldUnknown);
    }

    /// <summary>True if the node has the collection.</summary>
    public async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken)
    {
        CollectionExistsResponse answer = await retry.ExecuteAsync(
            $"Looking for collection '{name}' at the vector node",
            token => collections.CollectionExistsAsync(
                new CollectionExistsRequest { CollectionName = name }, Call(token)).ResponseAsync,
            cancellationToken);
        return answer.Result.Exists;
    }

    /// <summary>True if the node has any collection.</summary>
    public async Task<bool> HasAnyAsync(CancellationToken cancellationToken)
    {
        ListCollectionsResponse answer = await retry.ExecuteAsync(
            "Listing the collections of the vector node",
            token => collections.ListAsync(new ListCollectionsRequest(), Call(token)).ResponseAsync,
            cancellationToken);
        return answer.Collections.Count > 0;
    }

    private async Task CreateAsync(string name, EmbeddingModel model, CancellationToken cancellationToken)
    {
        CreateCollection request = new()
        {
            CollectionName = name,
            VectorsConfig = new VectorsConfig
            {
                Params = new VectorParams { Size = (ulong)model.Dimensions, Distance = Distance.Cosine },
            },
            Metadata =
            {
                [ModelKey] = new Value { StringValue = model.Id },
                [IncarnationKey] = new Value { StringValue = Guid.NewGuid().ToString("D") },
            },
        };
        await retry.ExecuteAsync(
            $"Creating collection '{name}' at the vector node",
            async token =>
            {
                try
                {
                    await collections.CreateAsync(request, Call(token));
                }
                catch (RpcException exception) when (exception.StatusCode == StatusCode.AlreadyExists)
                {
                    // Another ingestion was faster, or the answer to our own first attempt was lost.
                }

                return true;
            },
            cancellationToken);
    }

    private async Task<CollectionInfo> GetAsync(string name, CancellationToken cancellationToken)
    {
        GetCollectionInfoResponse answer = await retry.ExecuteAsync(
            $"Reading the parameters of collection '{name}'",
            token => collections.GetAsync(
                new GetCollectionInfoRequest { CollectionName = name }, Call(token)).ResponseAsync,
            cancellationToken);
        return answer.Result;
    }

    private static void RefuseOtherVectors(string name, EmbeddingModel model, CollectionConfig config)
    {
        VectorParams? vectors = config.Params?.VectorsConfig?.Params;
        if (vectors is null)
        {
            throw new IngestionException(IngestionError.Conflict,
                $"Collection '{name}' has no unnamed vector, which documents are stored with. "
                + "Choose another collection.");
        }

        if (vectors.Size != (ulong)model.Dimensions || vectors.Distance != Distance.Cosine)
        {
            throw new IngestionException(IngestionError.Conflict,
                $"Collection '{name}' has vectors of {vectors.Size} dimensions with distance {vectors.Distance}; the "
                + $"model '{model.Id}' makes {model.Dimensions} dimensions for distance {Distance.Cosine}. "
                + "Choose another collection, or delete this one.");
        }

        if (config.Metadata.TryGetValue(ModelKey, out Value? other) && other.StringValue != model.Id)
        {
            throw new IngestionException(IngestionError.Conflict,
                $"Collection '{name}' was embedded with the model '{other.StringValue}', and vectors of '{model.Id}' "
                + "cannot be compared with those. Choose another collection, or delete this one.");
        }
    }

    private async Task IndexAsync(
        string name, CollectionInfo info, IReadOnlyList<FieldIndex> indexes, CancellationToken cancellationToken)
    {
        foreach (FieldIndex index in indexes.Where(index => !info.PayloadSchema.ContainsKey(index.Field)))
        {
            CreateFieldIndexCollection request = new()
            {
                CollectionName = name,
                FieldName = index.Field,
                FieldType = index.Type,
                Wait = true,
            };
            await retry.ExecuteAsync(
                $"Indexing field '{index.Field}' of collection '{name}'",
                token => points.CreateFieldIndexAsync(request, Call(token)).ResponseAsync,
                cancellationToken);
        }
    }

    private async Task<CollectionRecord> RegisterAsync(
        string name, EmbeddingModel model, CollectionInfo info, CancellationToken cancellationToken)
    {
        string incarnation =
            info.Config.Metadata.TryGetValue(IncarnationKey, out Value? value) ? value.StringValue : "";
        // A collection that somebody else created says nothing about itself. Empty, it cannot hold what the ledger
        // knows.
        bool hasPoints = !info.HasPointsCount || info.PointsCount > 0;
        bool isEmptyForeign = incarnation.Length == 0 && !hasPoints;
        if (isEmptyForeign && await ledger.FindCollectionAsync(name, cancellationToken) is { } known
            && await ledger.CountStoredAsync(known.Id, cancellationToken) > 0)
        {
            await ledger.ForgetCollectionAsync(name, cancellationToken);
        }

        return await ledger.RegisterCollectionAsync(name, incarnation, model.Id, hasPoints, cancellationToken);
    }

    private CallOptions Call(CancellationToken cancellationToken) =>
        new(deadline: DateTime.UtcNow + options.NodeTimeout, cancellationToken: cancellationToken);
}
