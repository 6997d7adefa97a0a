using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;

namespace NeuralSearch.Node.Wire;

/// <summary>
/// The fields of requests that address shards and replicas. One node holds one copy, so every consistency is met;
/// but a shard key names something that this node does not have.
/// </summary>
internal static class ClusterFields
{
    public static void CheckRead(ShardKeySelector? shardKeys, ReadConsistency? consistency)
    {
        Refuse(shardKeys, "Bad request");
        if (consistency is null) return;
        if (consistency.ValueCase == ReadConsistency.ValueOneofCase.None)
            throw new InvalidRequestException(
                "invalid read consistency message: `ReadConsistency::value` field is `None`");
        if (consistency.ValueCase == ReadConsistency.ValueOneofCase.Factor && consistency.Factor == 0)
            throw new InvalidRequestException(
                "Validation error in body: [read_consistency.factor: value 0 invalid, must be 1 or larger]");
    }

    public static void CheckWrite(ShardKeySelector? shardKeys)
    {
        if (shardKeys is not null && (shardKeys.ShardKeys.Count == 0 || shardKeys.ShardKeys.Any(IsEmpty)))
            throw new InvalidRequestException("Wrong input: Empty shard keys selection");
        Refuse(shardKeys, "Wrong input");
    }

    private static bool IsEmpty(ShardKey key) => key.KeyCase == ShardKey.KeyOneofCase.None;

    private static void Refuse(ShardKeySelector? shardKeys, string errorPrefix)
    {
        if (shardKeys?.ShardKeys.FirstOrDefault(key => !IsEmpty(key)) is not { } key) return;
        string text = key.KeyCase == ShardKey.KeyOneofCase.Number ? $"{key.Number}" : $"\"{key.Keyword}\"";
        throw new InvalidRequestException($"{errorPrefix}: Shard key {text} not found");
    }
}
