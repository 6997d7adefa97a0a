using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Checkpoints;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Checkpoints;

/// <summary>A node that writes a checkpoint whenever nobody writes, and what its collection holds.</summary>
internal static class CheckpointScenario
{
    /// <summary>After every pause.</summary>
    public static readonly CheckpointOptions Eager =
        new() { MinLogBytes = 1, MaxLogBytes = 1, IdleLogBytes = 1, IdleTime = TimeSpan.Zero };

    /// <summary>Never by itself.</summary>
    public static readonly CheckpointOptions Never = new() { MinLogBytes = long.MaxValue, IdleLogBytes = long.MaxValue };

    /// <summary>The number in the manifest of the only collection, 0 when there is none.</summary>
    public static long Number(TestNode node) => CheckpointManifest.Read(node.CollectionFolders.Single())?.Number ?? 0;

    /// <summary>Waits until a checkpoint holds every operation, so that no log is left.</summary>
    public static async Task CheckpointedAsync(TestNode node)
    {
        DateTime end = DateTime.UtcNow + TimeSpan.FromSeconds(30);
        while (Number(node) == 0 || node.LogFiles.Length > 0
            || Directory.GetDirectories(node.CollectionFolders.Single(), "checkpoint-*").Length != 1)
        {
            Assert.True(DateTime.UtcNow < end, "No checkpoint within half a minute: " + string.Join('\n', node.Log.Errors));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Points with two vectors, some absent, some written again, some deleted, and a field index.</summary>
    public static async Task FillAsync(TestNode node, Random random)
    {
        await node.CreateNamedAsync(("a", 4, Distance.Euclid), ("b", 3, Distance.Cosine));
        await node.IndexFieldAsync("n", FieldType.Integer);
        for (int round = 0; round < 3; round++)
        {
            await node.UpsertAsync([.. Enumerable.Range(0, 400).Select(_ => Point(random))]);
            await node.DeleteAsync([.. Enumerable.Range(0, 20).Select(_ => Make.Id((ulong)random.Next(600)))]);
        }
    }

    public static PointStruct Point(Random random)
    {
        float[] Row(int dimensions) => [.. Enumerable.Range(0, dimensions).Select(_ => random.NextSingle() + .1f)];
        ulong id = (ulong)random.Next(600);
        Vectors vectors = (id % 3) switch
        {
            0 => Make.Named(("a", Row(4)), ("b", Row(3))),
            1 => Make.Named(("a", Row(4))),
            _ => Make.NoVectors(),
        };
        return Make.Point(Make.Id(id), vectors, $$"""{"n": {{random.Next(10)}}, "text": "{{random.Next()}}"}""");
    }
}
