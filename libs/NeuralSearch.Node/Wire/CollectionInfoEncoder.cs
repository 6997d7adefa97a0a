using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Index;
using NeuralSearch.Node.FieldIndexes;
using NeuralSearch.Node.Storage;

namespace NeuralSearch.Node.Wire;

/// <summary>
/// Describes a collection: what it was created with, defaults filled in, and its present size. All is copied: in
/// process the answer belongs to the caller.
/// </summary>
internal static class CollectionInfoEncoder
{
    public static CollectionInfo Describe(Collection collection)
    {
        CollectionState state = collection.State;
        CreateCollection definition = state.Schema.Definition;
        var info = new CollectionInfo
        {
            Status = collection.Failure is null ? CollectionStatus.Green : CollectionStatus.Red,
            OptimizerStatus = new OptimizerStatus
            {
                Ok = FailureOf(collection) is null,
                Error = FailureOf(collection)?.Message ?? "",
            },
            SegmentsCount = (ulong)Enumerable.Range(0, state.Schema.Vectors.Length)
                .Select(i => state.Vector(i).SegmentCount).DefaultIfEmpty(1).Max(),
            PointsCount = (ulong)state.PointCount,
            IndexedVectorsCount = (ulong)Enumerable.Range(0, state.Schema.Vectors.Length)
                .Sum(i => state.Vector(i).IndexedCount),
            UpdateQueue = new UpdateQueueInfo(),
            Config = new CollectionConfig
            {
                Params = Parameters(definition),
                HnswConfig = Hnsw(definition.HnswConfig),
                OptimizerConfig = definition.OptimizersConfig?.Clone() ?? new OptimizersConfigDiff(),
                WalConfig = definition.WalConfig?.Clone() ?? new WalConfigDiff(),
            },
        };
        info.Config.Metadata.Add(definition.Clone().Metadata);
        foreach (FieldIndex index in state.FieldIndexes)
        {
            info.PayloadSchema[index.Definition.FieldName] = new PayloadSchemaInfo
            {
                DataType = FieldIndexDefinition.SchemaType(index.Definition.FieldType),
                Params = index.Definition.FieldIndexParams?.Clone(),
                Points = (ulong)index.PointCount,
            };
        }

        return info;
    }

    private static CollectionParams Parameters(CreateCollection definition) => new()
    {
        ShardNumber = definition.HasShardNumber ? definition.ShardNumber : 1,
        ReplicationFactor = definition.HasReplicationFactor ? definition.ReplicationFactor : 1,
        WriteConsistencyFactor = definition.HasWriteConsistencyFactor ? definition.WriteConsistencyFactor : 1,
        OnDiskPayload = !definition.HasOnDiskPayload || definition.OnDiskPayload,
        VectorsConfig = definition.VectorsConfig is { ConfigCase: not VectorsConfig.ConfigOneofCase.None } config
            ? config.Clone()
            : new VectorsConfig { ParamsMap = new VectorParamsMap() },
    };

    private static HnswConfigDiff Hnsw(HnswConfigDiff? given)
    {
        HnswConfigDiff config = given?.Clone() ?? new HnswConfigDiff();
        if (!config.HasM) config.M = HnswOptions.DefaultM;
        if (!config.HasEfConstruct) config.EfConstruct = HnswOptions.DefaultEfConstruction;
        if (!config.HasMaxIndexingThreads) config.MaxIndexingThreads = 0;
        if (!config.HasOnDisk) config.OnDisk = false;
        if (!config.HasFullScanThreshold) config.FullScanThreshold = CollectionSchema.DefaultFullScanThresholdKilobytes;
        return config;
    }

    private static Exception? FailureOf(Collection collection) =>
        collection.Failure ?? collection.MergeFailure ?? collection.CheckpointFailure;
}
