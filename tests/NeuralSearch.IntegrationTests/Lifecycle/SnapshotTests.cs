using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Grpc.Net.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Lifecycle;

/// <summary>Snapshots by Qdrant's REST paths, from one running node into another.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_snapshot_is_made_listed_downloaded_restored_elsewhere_and_deleted()
    {
        await using StandaloneProcess from =
            await StandaloneProcess.StartAsync(_folder.Combine("from"), "--no-sample");
        await using StandaloneProcess to = await StandaloneProcess.StartAsync(_folder.Combine("to"), "--no-sample");
        await FillAsync(from);

        JsonNode made = await AnswerAsync(await from.Http.PostAsync(Uri("collections/c/snapshots"), null, Token));
        string name = made["name"]!.GetValue<string>();
        JsonNode listed = await AnswerAsync(await from.Http.GetAsync(Uri("collections/c/snapshots"), Token));
        Assert.Equal(made.ToJsonString(), listed.AsArray().Single()!.ToJsonString());
        byte[] file = await from.Http.GetByteArrayAsync(Uri($"collections/c/snapshots/{name}"), Token);
        Assert.Equal(made["size"]!.GetValue<long>(), file.Length);

        string upload = $"collections/copy/snapshots/upload?priority=snapshot&checksum={made["checksum"]}";
        Assert.True((await AnswerAsync(await to.Http.PostAsync(Uri(upload), Form(file), Token))).GetValue<bool>());
        Assert.Equal(40ul, await CountAsync(to, "copy"));

        // Back to the state of the snapshot, in the node that made it.
        await new Points.PointsClient(LoopbackChannel.To(from.GrpcPort)).DeleteAsync(new DeletePoints
        {
            CollectionName = "c",
            Wait = true,
            Points = new PointsSelector { Filter = new Filter() },
        });
        var recovery = new JsonObject { ["location"] = $"file:///anywhere/{name}" };
        await AnswerAsync(await from.Http.PutAsJsonAsync("collections/c/snapshots/recover", recovery, Token));
        Assert.Equal(40ul, await CountAsync(from, "c"));

        await AnswerAsync(await from.Http.DeleteAsync(Uri($"collections/c/snapshots/{name}"), Token));
        Assert.Empty((await AnswerAsync(await from.Http.GetAsync(Uri("collections/c/snapshots"), Token))).AsArray());
    }

    [Fact]
    public async Task What_a_person_gets_wrong_is_told()
    {
        await using StandaloneProcess node = await StandaloneProcess.StartAsync(_folder.Path, "--no-sample");
        await FillAsync(node);

        await RefusedAsync(
            HttpStatusCode.NotFound, "doesn't exist", node.Http.PostAsync(Uri("collections/none/snapshots"), null, Token));
        await RefusedAsync(
            HttpStatusCode.NotFound, "no.snapshot not found",
            node.Http.GetAsync(Uri("collections/c/snapshots/no.snapshot"), Token));
        await RefusedAsync(
            HttpStatusCode.NotFound, "not found",
            node.Http.GetAsync(Uri("collections/c/snapshots/..%2f..%2fLOCK"), Token));
        await RefusedAsync(
            HttpStatusCode.BadRequest, "no tar archive",
            node.Http.PostAsync(Uri("collections/c/snapshots/upload"), Form(new byte[2_000].Select(_ => (byte)1).ToArray()),
                Token));
        await RefusedAsync(
            HttpStatusCode.BadRequest, "multipart/form-data",
            node.Http.PostAsync(Uri("collections/c/snapshots/upload"), new StringContent("x"), Token));
        var elsewhere = new JsonObject { ["location"] = "http://169.254.169.254/latest" };
        await RefusedAsync(
            HttpStatusCode.BadRequest, "upload the file",
            node.Http.PutAsJsonAsync("collections/c/snapshots/recover", elsewhere, Token));
        Assert.Equal(40ul, await CountAsync(node, "c"));
    }

    private static Uri Uri(string path) => new(path, UriKind.Relative);

    private static MultipartFormDataContent Form(byte[] file) =>
        new() { { new ByteArrayContent(file), "snapshot", "c.snapshot" } };

    private static async Task<JsonNode> AnswerAsync(HttpResponseMessage response)
    {
        string body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {body}");
        JsonNode answer = JsonNode.Parse(body)!;
        Assert.Equal("ok", answer["status"]!.GetValue<string>());
        return answer["result"]!;
    }

    private static async Task RefusedAsync(HttpStatusCode status, string text, Task<HttpResponseMessage> request)
    {
        HttpResponseMessage response = await request;
        string body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {body}");
        Assert.Contains(text, JsonNode.Parse(body)!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static async Task FillAsync(StandaloneProcess node)
    {
        using GrpcChannel channel = LoopbackChannel.To(node.GrpcPort);
        await new Collections.CollectionsClient(channel).CreateAsync(new CreateCollection
        {
            CollectionName = "c",
            VectorsConfig = new VectorsConfig { Params = new VectorParams { Size = 4, Distance = Distance.Euclid } },
        });
        var upsert = new UpsertPoints { CollectionName = "c", Wait = true };
        for (uint i = 0; i < 40; i++)
        {
            var dense = new DenseVector { Data = { i, 1, 2, 3 } };
            upsert.Points.Add(new PointStruct
            {
                Id = new PointId { Num = i },
                Vectors = new Vectors { Vector = new Vector { Dense = dense } },
            });
        }

        await new Points.PointsClient(channel).UpsertAsync(upsert);
    }

    private static async Task<ulong> CountAsync(StandaloneProcess node, string collection)
    {
        using GrpcChannel channel = LoopbackChannel.To(node.GrpcPort);
        var request = new CountPoints { CollectionName = collection };
        return (await new Points.PointsClient(channel).CountAsync(request, cancellationToken: Token)).Result.Count;
    }
}
