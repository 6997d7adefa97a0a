using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Index;
using NeuralSearch.Node.Errors;

namespace NeuralSearch.Node.Storage;

/// <summary>
/// What a collection was created with. Settings that change what a search answers are honoured or refused; hints about
/// where bytes live are kept and echoed.
/// </summary>
internal sealed class CollectionSchema
{
    public const int MaxDimensions = 65_536;
    public const int MaxVectors = 64;
    public const ulong DefaultFullScanThresholdKilobytes = 10_000;

    private CollectionSchema(CreateCollection definition, VectorSchema[] vectors)
    {
        Definition = definition;
        Vectors = vectors;
    }

    public CreateCollection Definition { get; }

    public string Name => Definition.CollectionName;

    public VectorSchema[] Vectors { get; }

    /// <summary>The position of a named vector, −1 when there is none.</summary>
    public int IndexOf(string vectorName) => Array.FindIndex(Vectors, vector => vector.Name == vectorName);

    public static CollectionSchema From(CreateCollection definition)
    {
        CollectionName.CheckNew(definition.CollectionName);
        Refuse(definition.SparseVectorsConfig is { Map.Count: > 0 }, "A sparse vector");
        Refuse(definition.QuantizationConfig is not null, "Quantization");
        Refuse(definition.StrictModeConfig is { HasEnabled: true, Enabled: true }, "Strict mode");
        Refuse(definition is { HasShardingMethod: true, ShardingMethod: ShardingMethod.Custom }, "Custom sharding");
        AtLeastOne("shard_number", definition.HasShardNumber, definition.ShardNumber);
        AtLeastOne("replication_factor", definition.HasReplicationFactor, definition.ReplicationFactor);
        AtLeastOne("write_consistency_factor", definition.HasWriteConsistencyFactor, definition.WriteConsistencyFactor);
        HnswOptions hnsw = Merge(HnswOptions.Default, definition.HnswConfig);

        VectorSchema[] vectors = definition.VectorsConfig?.ConfigCase switch
        {
            null or VectorsConfig.ConfigOneofCase.None => [],
            VectorsConfig.ConfigOneofCase.Params => [Read("", definition.VectorsConfig.Params, hnsw)],
            VectorsConfig.ConfigOneofCase.ParamsMap =>
                [.. definition.VectorsConfig.ParamsMap.Map
                    .OrderBy(named => named.Key, StringComparer.Ordinal)
                    .Select(named => Read(named.Key, named.Value, hnsw))],
            var variant => throw new UnavailableFeatureException($"The vectors configuration {variant}"),
        };
        if (vectors.Length > MaxVectors)
            throw new InvalidRequestException(
                $"{vectors.Length} vectors are more than the {MaxVectors} a point can have");
        return new CollectionSchema(definition, vectors);
    }

    private static VectorSchema Read(string name, VectorParams parameters, HnswOptions hnsw)
    {
        VectorName.CheckNew(name);
        if (parameters.Size is < 1 or > MaxDimensions)
            throw new InvalidRequestException(
                $"Validation error in body: [vectors_config.config.{(name.Length == 0 ? "" : "map.[].")}size: " +
                $"value {parameters.Size} invalid, must be from 1 to {MaxDimensions}]");
        Refuse(parameters.MultivectorConfig is not null, "A multi-vector");
        Refuse(parameters.QuantizationConfig is not null, "Quantization");
        Refuse(
            parameters is { HasDatatype: true, Datatype: not (Datatype.Default or Datatype.Float32) },
            $"Vector data type {parameters.Datatype}");
        return new VectorSchema(
            name,
            (int)parameters.Size,
            MetricOf(parameters.Distance),
            Merge(hnsw, parameters.HnswConfig),
            IsOnDisk: parameters is { HasOnDisk: true, OnDisk: true });
    }

    private static Metric MetricOf(Distance distance) => distance switch
    {
        Distance.Cosine => Metric.Cosine,
        Distance.Euclid => Metric.Euclid,
        Distance.Dot => Metric.Dot,
        Distance.Manhattan => Metric.Manhattan,
        _ => throw new InvalidRequestException(
            $"Malformed distance parameter: {distance}"),
    };

    private static HnswOptions Merge(HnswOptions defaults, HnswConfigDiff? diff)
    {
        if (diff is null) return defaults;
        var merged = defaults with
        {
            M = diff.HasM ? (int)Math.Min(diff.M, int.MaxValue) : defaults.M,
            EfConstruction = diff.HasEfConstruct
                ? (int)Math.Min(diff.EfConstruct, int.MaxValue)
                : defaults.EfConstruction,
        };
        try
        {
            merged.Validate();
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new InvalidRequestException($"Validation error in body: [hnsw_config: {error.Message}]");
        }

        return merged;
    }

    private static void Refuse(bool isAsked, string feature)
    {
        if (isAsked) throw new UnavailableFeatureException(feature);
    }

    private static void AtLeastOne(string field, bool isGiven, uint value)
    {
        if (isGiven && value == 0)
            throw new InvalidRequestException(
                $"Validation error in body: [{field}: value 0 invalid, must be 1 or larger]");
    }
}
