using Grpc.Core;
using Grpc.Net.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Lifecycle;

/// <summary>One damaged collection is named and kept apart; the others are served.</summary>
public sealed class DamagedCollectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_damaged_collection_is_named_and_the_others_serve()
    {
        string file = await StoreTwoCollectionsAsync();
        byte[] content = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        int writtenBytes = Array.FindLastIndex(content, x => x != 0);

        // Eight in a row: up to seven bytes between two frames are padding, which means nothing.
        foreach (ref byte damaged in content.AsSpan(writtenBytes / 2, 8)) damaged ^= 0xff;
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);

        await using StandaloneProcess node = await StandaloneProcess.StartAsync(_folder.Path, "--no-sample");
        using GrpcChannel channel = LoopbackChannel.To(node.GrpcPort);
        var points = new Points.PointsClient(channel);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await CountAsync(points, "damaged"));
        string readiness = await node.Http.GetStringAsync(
            new Uri("readyz", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(StatusCode.DataLoss, error.StatusCode);
        Assert.Contains(file, error.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("damaged", readiness, StringComparison.Ordinal);
        Assert.Equal(50ul, await CountAsync(points, "healthy"));
        Assert.Contains(file, node.Process.Output + node.Process.Error, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    /// <returns>The largest file of the collection that is to be damaged: its log.</returns>
    private async Task<string> StoreTwoCollectionsAsync()
    {
        await using StandaloneProcess node = await StandaloneProcess.StartAsync(_folder.Path, "--no-sample");
        using GrpcChannel channel = LoopbackChannel.To(node.GrpcPort);
        string[] before = Directory.GetDirectories(_folder.Combine("collections"));
        await FillAsync(channel, "damaged");
        string folder = Assert.Single(Directory.GetDirectories(_folder.Combine("collections")).Except(before));
        await FillAsync(channel, "healthy");
        await node.KillAsync();
        FileInfo[] files = new DirectoryInfo(folder).GetFiles("*", SearchOption.AllDirectories);
        return files.MaxBy(file => file.Length)!.FullName;
    }

    private static async Task FillAsync(GrpcChannel channel, string collection)
    {
        await new Collections.CollectionsClient(channel).CreateAsync(new CreateCollection
        {
            CollectionName = collection,
            VectorsConfig = new VectorsConfig { Params = new VectorParams { Size = 4, Distance = Distance.Dot } },
        });
        for (uint i = 0; i < 50; i++)
        {
            var dense = new DenseVector { Data = { i, 1, 2, 3 } };
            await new Points.PointsClient(channel).UpsertAsync(new UpsertPoints
            {
                CollectionName = collection,
                Wait = true,
                Points =
                {
                    new PointStruct
                    {
                        Id = new PointId { Num = i }, Vectors = new Vectors { Vector = new Vector { Dense = dense } },
                    },
                },
            });
        }
    }

    private static async Task<ulong> CountAsync(Points.PointsClient points, string collection) =>
        (await points.CountAsync(new CountPoints { CollectionName = collection })).Result.Count;
}
