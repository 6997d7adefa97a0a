using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Apart;

/// <summary>
/// One client that upserts and deletes points of its own with <c>wait=true</c>, and remembers what was acknowledged.
/// A write that was under way when the node died may be there or not; every other one must be.
/// </summary>
internal sealed class AcknowledgedWrites(string collection, ulong firstId, int idCount, Random random)
{
    public const int Absent = 0;
    public const int Dimensions = 16;

    private const int MostPointsOfAWrite = 16;

    // The revision of each id; Absent where it was deleted or never written.
    private readonly Dictionary<ulong, int> _acknowledged = [];
    private readonly Dictionary<ulong, int> _underWay = [];
    private int _revision;

    /// <summary>Points that were written or deleted with an acknowledgement.</summary>
    public int AcknowledgedPoints { get; private set; }

    /// <summary>The ids that may be stored.</summary>
    public IEnumerable<ulong> Ids => Enumerable.Range(0, idCount).Select(i => firstId + (ulong)i);

    /// <summary>Writes over a connection of its own until the node is gone.</summary>
    /// <param name="grpcPort">Port of the node.</param>
    /// <param name="acknowledged">Called after each acknowledgement; tells whether the node was killed.</param>
    public async Task RunAsync(int grpcPort, Func<bool> acknowledged)
    {
        using var channel = LoopbackChannel.To(grpcPort);
        var points = new Points.PointsClient(channel);
        for (bool isKilled = false; !isKilled;)
        {
            Dictionary<ulong, int> write = ChooseWrite();
            foreach ((ulong id, int revision) in write) _underWay[id] = revision;
            try
            {
                await SendAsync(points, write);
            }
            catch (RpcException error) when (IsLostConnection(error))
            {
                return;
            }

            foreach ((ulong id, int revision) in write) _acknowledged[id] = revision;
            _underWay.Clear();
            AcknowledgedPoints += write.Count;
            isKilled = acknowledged();
        }
    }

    /// <summary>Compares an id with what the node has, and takes over what became of a write under way.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public string? Verify(ulong id, RetrievedPoint? found)
    {
        int revision = found is null ? Absent : (int)found.Payload["revision"].IntegerValue;
        int acknowledged = _acknowledged.GetValueOrDefault(id, Absent);
        bool isLegal = revision == acknowledged || (_underWay.TryGetValue(id, out int pending) && revision == pending);
        if (!isLegal)
            return $"point {id}: revision {acknowledged} was acknowledged, {revision} is stored (0 is absent)";
        _acknowledged[id] = revision;
        _underWay.Remove(id);
        if (found is null) return null;

        bool isBitExact = found.Vectors.Vector.Dense.Data.Select(BitConverter.SingleToInt32Bits)
            .SequenceEqual(VectorOf(id, revision).Select(BitConverter.SingleToInt32Bits));
        return isBitExact ? null : $"point {id}: the vector of revision {revision} came back changed";
    }

    private static float[] VectorOf(ulong id, int revision)
    {
        // No two points may share a vector: each has to be its own nearest neighbour.
        var numbers = new Random(checked(((int)id * 100_003) + revision));
        return [.. Enumerable.Range(0, Dimensions).Select(_ => (numbers.NextSingle() * 2) - 1)];
    }

    private static bool IsLostConnection(RpcException error) =>
        error.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled
        || error.InnerException is HttpRequestException or IOException
        || error.Status.DebugException is HttpRequestException or IOException;

    /// <summary>Seven of ten writes upsert, the others delete.</summary>
    private Dictionary<ulong, int> ChooseWrite()
    {
        bool deletes = random.Next(10) >= 7;
        _revision++;
        return Enumerable.Range(0, random.Next(1, MostPointsOfAWrite + 1))
            .Select(_ => firstId + (ulong)random.Next(idCount))
            .Distinct()
            .ToDictionary(id => id, _ => deletes ? Absent : _revision);
    }

    private async Task SendAsync(Points.PointsClient points, Dictionary<ulong, int> write)
    {
        if (write.Values.First() == Absent)
        {
            var ids = new PointsIdsList();
            ids.Ids.Add(write.Keys.Select(id => new PointId { Num = id }));
            var delete = new DeletePoints
            {
                CollectionName = collection,
                Wait = true,
                Points = new PointsSelector { Points = ids },
            };
            await points.DeleteAsync(delete);
            return;
        }

        var upsert = new UpsertPoints { CollectionName = collection, Wait = true };
        foreach ((ulong id, int revision) in write)
        {
            var dense = new DenseVector();
            dense.Data.Add(VectorOf(id, revision));
            upsert.Points.Add(new PointStruct
            {
                Id = new PointId { Num = id },
                Vectors = new Vectors { Vector = new Vector { Dense = dense } },
                Payload = { ["revision"] = new Value { IntegerValue = revision } },
            });
        }

        await points.UpsertAsync(upsert);
    }
}
