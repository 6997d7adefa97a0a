using CsCheck;
using Grpc.Core;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Query.Pipeline;
using Xunit;

namespace NeuralSearch.UnitTests.Query.Pipeline;

public sealed class SearchStageTests
{
    private static CallOptions Call => new(cancellationToken: TestContext.Current.CancellationToken);

    [Fact]
    public async Task The_search_asks_for_ids_of_documents_and_nothing_else()
    {
        var node = new FakeNode().With("films", FakeNode.Hit("c1", "a", 0.9f));
        var filter = new Filter { Must = { new Condition { HasVector = new HasVectorCondition() } } };

        await new SearchStage(node.Points).RunAsync(
            "films", new float[] { 1, 2 }, new SearchQuery("x", null, filter, 10, 0), Call);

        var request = Assert.Single(node.Queries);
        Assert.Equal([1f, 2f], request.Query.Nearest.Dense.Data);
        Assert.Equal(["document"], request.WithPayload.Include.Fields);
        Assert.Equal(filter, request.Filter);
        Assert.Equal(0ul, request.Offset);
    }

    [Fact]
    public async Task A_page_behind_one_long_document_is_reached_by_asking_deeper()
    {
        var longOne = Enumerable.Range(0, 500).Select(i => FakeNode.Hit($"c{i:000}", "long", 0.9f - (i / 1000f)));
        var node = new FakeNode().With(
            "films", [.. longOne, FakeNode.Hit("x1", "short", 0.2f), FakeNode.Hit("x2", "last", 0.1f)]);

        var documents = await Run(node, top: 2, offset: 0);

        Assert.Equal(["long", "short"], documents);
        Assert.True(node.Queries.Count > 1);
        Assert.True(node.Queries.Zip(node.Queries.Skip(1)).All(pair => pair.Second.Limit > pair.First.Limit));
    }

    [Fact]
    public async Task One_request_suffices_when_it_fills_the_page()
    {
        var hits = Enumerable.Range(0, 400).Select(i => FakeNode.Hit($"c{i:000}", $"d{i:000}", 1f - (i / 500f)));
        var node = new FakeNode().With("films", hits);

        var documents = await Run(node, top: 10, offset: 20);

        Assert.Equal(Enumerable.Range(20, 10).Select(i => $"d{i:000}"), documents);
        Assert.Single(node.Queries);
    }

    [Fact]
    public async Task An_offset_behind_the_end_gives_an_empty_page()
    {
        var node = new FakeNode().With("films", FakeNode.Hit("c1", "a", 0.9f));

        Assert.Empty(await Run(node, top: 5, offset: 1));
        Assert.Empty(await Run(node, top: 5, offset: 10_000));
    }

    [Fact]
    public async Task An_empty_collection_gives_an_empty_page()
    {
        Assert.Empty(await Run(new FakeNode().With("films"), top: 5, offset: 0));
    }

    /// <summary>
    /// Pages of any size, laid side by side, are the whole list: nothing twice, nothing lost, ties included.
    /// </summary>
    [Fact]
    public void Pages_join_to_the_whole_list()
    {
        var hits = Gen.Select(Gen.Int[0, 60], Gen.Int[0, 6]).Array[0, 200];
        Gen.Select(hits, Gen.Int[1, 7]).Sample(
            (drawn, top) =>
            {
                // The node orders equal scores by point id, not by document.
                var points = drawn.Select((d, i) => FakeNode.Hit($"c{i:000}", $"d{d.Item1:00}", d.Item2 / 8f))
                    .OrderByDescending(p => p.Score).ThenBy(p => p.Id.Uuid, StringComparer.Ordinal).ToArray();
                var node = new FakeNode().With("films", points);
                var whole = points.GroupBy(p => p.Payload["document"].StringValue)
                    .Select(g => (Document: g.Key, Score: g.Max(p => p.Score)))
                    .OrderByDescending(d => d.Score).ThenBy(d => d.Document, StringComparer.Ordinal)
                    .Select(d => d.Document).ToList();

                var pages = new List<string>();
                for (var offset = 0; offset <= whole.Count; offset += top)
                    pages.AddRange(Run(node, top, offset).GetAwaiter().GetResult());

                Assert.Equal(whole, pages);
            },
            iter: 200);
    }

    private static async Task<IEnumerable<string>> Run(FakeNode node, int top, int offset)
    {
        var stage = new SearchStage(node.Points);
        var documents = await stage.RunAsync(
            "films", new float[] { 1 }, new SearchQuery("x", null, null, top, offset), Call);
        return documents.Select(d => d.Document);
    }
}
