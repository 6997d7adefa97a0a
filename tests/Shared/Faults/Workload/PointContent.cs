using Google.Protobuf.Collections;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Testing.Faults.Workload;

/// <summary>What a point holds follows from its id and revision alone, so that a checker needs no copy of it.</summary>
public static class PointContent
{
    /// <summary>Components of a vector.</summary>
    public const int Dimensions = 16;

    /// <summary>Values that the field <c>group</c> takes: <c>g0</c> to <c>g7</c>.</summary>
    public const int Groups = 8;

    /// <summary>Values that the field <c>rank</c> takes: from 0.</summary>
    public const int Ranks = 100;

    private const int LargeEvery = 13;
    private const int LargeTextLength = 120_000;

    /// <summary>float32[16] in [-1, 1): no two revisions of any points share one.</summary>
    public static float[] VectorOf(ulong id, int revision)
    {
        Random numbers = Numbers(id, revision);
        return [.. Enumerable.Range(0, Dimensions).Select(_ => (numbers.NextSingle() * 2) - 1)];
    }

    /// <summary>The group of a revision of a point.</summary>
    public static string GroupOf(ulong id, int revision) => $"g{(id + ((ulong)revision * 5)) % Groups}";

    /// <summary>The rank of a revision of a point.</summary>
    public static long RankOf(ulong id, int revision) => (long)((id * 31) + (ulong)revision) % Ranks;

    /// <summary>The payload; every 13th text is large, so that logs fill up and go on in new files.</summary>
    public static MapField<string, Value> PayloadOf(ulong id, int lane, int revision)
    {
        int length = (id + ((ulong)revision * 3)) % LargeEvery == 0 ? LargeTextLength : (int)((id + (ulong)revision) % 90);
        Random letters = Numbers(id, revision);
        string text = string.Create(length, letters, static (characters, random) =>
        {
            foreach (ref char character in characters) character = (char)('a' + random.Next(26));
        });
        return new MapField<string, Value>
        {
            ["revision"] = new Value { IntegerValue = revision },
            ["lane"] = new Value { IntegerValue = lane },
            ["group"] = new Value { StringValue = GroupOf(id, revision) },
            ["rank"] = new Value { IntegerValue = RankOf(id, revision) },
            ["text"] = new Value { StringValue = text },
        };
    }

    /// <summary>The point as it is sent.</summary>
    public static PointStruct Make(ulong id, int lane, int revision)
    {
        var dense = new DenseVector();
        dense.Data.Add(VectorOf(id, revision));
        var point = new PointStruct
        {
            Id = new PointId { Num = id },
            Vectors = new Vectors { Vector = new Vector { Dense = dense } },
        };
        point.Payload.Add(PayloadOf(id, lane, revision));
        return point;
    }

    private static Random Numbers(ulong id, int revision) =>
        new(unchecked((int)((id * 1_000_003) + (ulong)revision)));
}
