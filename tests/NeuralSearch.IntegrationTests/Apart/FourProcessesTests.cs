using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Apart;

/// <summary>What one process does, four do too: nobody who uses the front can tell.</summary>
public sealed class FourProcessesTests(ApartLibrary library) : IClassFixture<ApartLibrary>
{
    private const string Plot = "convicts are trained for a suicide mission behind enemy lines";
    private const string Title = "The Dirty Dozen";

    private ApartSystem System => library.System;

    [Fact]
    public void Films_are_ingested_through_the_front()
    {
        Assert.True(library.Ingestion.ExitCode == 0, $"{library.Ingestion}");
        Assert.Contains($"{ApartLibrary.Films} stored", library.Ingestion.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_finds_the_film_by_its_meaning()
    {
        CommandResult search = await library.RunAsync("search", Plot, "--json");

        Assert.True(search.ExitCode == 0, $"{search}");
        Assert.Equal(Title, (string?)JsonNode.Parse(search.Output)!["results"]![0]!["title"]);
    }

    [Fact]
    public async Task The_front_finds_the_same_film_over_grpc()
    {
        using GrpcChannel channel = LoopbackChannel.To(System.Query.GrpcPort!.Value);
        var query = new QueryPoints
        {
            CollectionName = "documents",
            Query = new Contracts.Qdrant.Query { Nearest = new VectorInput { Dense = await EmbedAsync(Plot) } },
            WithPayload = new WithPayloadSelector { Enable = true },
            Limit = 1,
        };

        QueryResponse found = await new Points.PointsClient(channel).QueryAsync(query);

        Assert.Equal(Title, Assert.Single(found.Result).Payload["title"].StringValue);
    }

    [Fact]
    public async Task The_front_answers_as_the_node_does()
    {
        using GrpcChannel front = LoopbackChannel.To(System.Query.GrpcPort!.Value);
        using GrpcChannel node = LoopbackChannel.To(System.Vectors.GrpcPort!.Value);
        var count = new CountPoints { CollectionName = "documents", Exact = true };
        var missing = new CountPoints { CollectionName = "there is none" };

        CountResponse byFront = await new Points.PointsClient(front).CountAsync(count);
        CountResponse byNode = await new Points.PointsClient(node).CountAsync(count);
        RpcException refusedByFront = await Refused(front);
        RpcException refusedByNode = await Refused(node);

        Assert.True(byFront.Result.Count > ApartLibrary.Films, "A film has more than one passage on average.");
        Assert.Equal(byNode.Result, byFront.Result);
        Assert.Equal(StatusCode.NotFound, refusedByFront.StatusCode);
        Assert.Equal(refusedByNode.Status.Detail, refusedByFront.Status.Detail);

        Task<RpcException> Refused(GrpcChannel channel) => Assert.ThrowsAsync<RpcException>(
            () => new Points.PointsClient(channel).CountAsync(missing).ResponseAsync);
    }

    [Fact]
    public async Task The_page_and_the_ingestions_are_served_at_the_front()
    {
        string page = await System.Query.Http.GetStringAsync(new Uri("/", UriKind.Relative));
        JsonNode? ingestions = await System.Query.Http.GetFromJsonAsync<JsonNode>("v1/ingestions");

        Assert.Contains("<title>", page, StringComparison.Ordinal);
        Assert.Equal(ApartLibrary.Films, (int?)ingestions!["ingestions"]![0]!["stored"]);
    }

    private async Task<DenseVector> EmbedAsync(string text)
    {
        using HttpResponseMessage answer = await System.Query.Http.PostAsJsonAsync(
            "v1/embeddings", new JsonObject { ["input"] = text });
        JsonNode body = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>())!;
        var vector = new DenseVector();
        vector.Data.Add(body["data"]![0]!["embedding"]!.AsArray().Select(component => (float)component!));
        return vector;
    }
}
