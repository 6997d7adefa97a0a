using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using Xunit;
using WireQuery = NeuralSearch.Contracts.Qdrant.Query;

namespace NeuralSearch.UnitTests.Node.Wire;

/// <summary>What this version cannot answer it refuses by name; it answers nothing in part.</summary>
public sealed class RefusedQueryTests
{
    private static readonly Dictionary<string, (QueryPoints Request, string Text)> Refused = new()
    {
        ["limit 0"] = (new() { Limit = 0 }, "Validation error in body: [limit: value 0 invalid, must be 1 or larger]"),
        ["wrong dimension"] = (Nearest(Make.Input(1, 2, 3)), "Wrong input: Vector dimension error: expected dim: 2, got 3"),
        ["no numbers"] = (Nearest(Make.Input()), "Wrong input: Vector dimension error: expected dim: 2, got 0"),
        ["NaN"] = (Nearest(Make.Input(1, float.NaN)), "not a finite number"),
        ["infinity"] = (Nearest(Make.Input(float.PositiveInfinity, 1)), "not a finite number"),
        ["no variant"] = (new() { Query = new WireQuery() }, "Query variant is missing"),
        ["no vector variant"] = (Nearest(new VectorInput()), "VectorInput variant is missing"),
        ["no id variant"] = (Nearest(Make.Input(new PointId())), "No ID options provided"),
        ["sparse"] = (Nearest(new VectorInput { Sparse = new SparseVector() }), "Sparse"),
        ["multi-vector"] = (Nearest(new VectorInput { MultiDense = new MultiDenseVector() }), "MultiDense"),
        ["document"] = (Nearest(new VectorInput { Document = new Document() }), "Document"),
        ["image"] = (Nearest(new VectorInput { Image = new Image() }), "Image"),
        ["prefetch"] = (With(request => request.Prefetch.Add(new PrefetchQuery())), "Prefetch"),
        ["lookup"] = (With(request => request.LookupFrom = new LookupLocation { CollectionName = "x" }), "Lookup"),
        ["recommend"] = (new() { Query = new WireQuery { Recommend = new RecommendInput() } }, "Recommend"),
        ["discover"] = (new() { Query = new WireQuery { Discover = new DiscoverInput() } }, "Discover"),
        ["context"] = (new() { Query = new WireQuery { Context = new ContextInput() } }, "Context"),
        ["order_by"] = (new() { Query = new WireQuery { OrderBy = new OrderBy { Key = "a" } } }, "OrderBy"),
        ["fusion"] = (new() { Query = new WireQuery { Fusion = Fusion.Rrf } }, "Fusion"),
        ["sample"] = (new() { Query = new WireQuery { Sample = Sample.Random } }, "Sample"),
        ["formula"] = (new() { Query = new WireQuery { Formula = new Formula() } }, "Formula"),
        ["mmr"] = (new() { Query = new WireQuery { NearestWithMmr = new NearestInputWithMmr() } }, "NearestWithMmr"),
        ["threshold without a query"] = (new() { ScoreThreshold = 1 }, "A query is needed"),
        ["shard key"] = (
            With(request =>
                request.ShardKeySelector = new ShardKeySelector { ShardKeys = { new ShardKey { Keyword = "k" } } }),
            "Shard key \"k\" not found"),
        ["consistency of no replica"] = (
            With(request => request.ReadConsistency = new ReadConsistency { Factor = 0 }), "read_consistency"),
        ["payload path"] = (
            With(request => request.WithPayload =
                new WithPayloadSelector { Include = new PayloadIncludeSelector { Fields = { "a..b" } } }),
            "Invalid json path: 'a..b'"),
    };

    public static TheoryData<string> Cases => [.. Refused.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_query_that_cannot_be_answered_in_full_is_refused_by_name(string name)
    {
        await using TestNode node = TestNode.Start();
        await node.CreateAsync();
        await node.UpsertAsync(Make.Point(1, [1, 0]));

        Status status = await TestNode.FailureOf(() => node.QueryAsync(Refused[name].Request));

        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Contains(Refused[name].Text, status.Detail, StringComparison.Ordinal);
    }

    private static QueryPoints Nearest(VectorInput input) => new() { Query = new WireQuery { Nearest = input } };

    private static QueryPoints With(Action<QueryPoints> change)
    {
        QueryPoints request = Nearest(Make.Input(1, 0));
        change(request);
        return request;
    }
}
