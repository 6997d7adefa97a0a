using CsCheck;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Query.Pipeline;
using Xunit;

namespace NeuralSearch.UnitTests.Query.Pipeline;

public sealed class DocumentCollapseTests
{
    [Fact]
    public void A_document_stands_where_its_best_chunk_stands()
    {
        var documents = DocumentCollapse.Best(
        [
            FakeNode.Hit("c1", "b", 0.9f), FakeNode.Hit("c2", "a", 0.8f), FakeNode.Hit("c3", "b", 0.7f), FakeNode.Hit(
                "c4", "c", 0.6f),
        ]);

        Assert.Equal([("b", 0.9f, "c1"), ("a", 0.8f, "c2"), ("c", 0.6f, "c4")], documents.Select(Shown));
    }

    [Fact]
    public void Equal_scores_are_ordered_by_document_and_then_by_point()
    {
        var documents = DocumentCollapse.Best(
        [
            FakeNode.Hit("c9", "b", 0.5f), FakeNode.Hit("c8", "a", 0.5f), FakeNode.Hit("c1", "b", 0.5f), FakeNode.Hit(
                "c2", "B", 0.5f),
        ]);

        Assert.Equal([("B", 0.5f, "c2"), ("a", 0.5f, "c8"), ("b", 0.5f, "c1")], documents.Select(Shown));
    }

    [Fact]
    public void The_order_is_the_nodes_where_smaller_scores_are_better()
    {
        var documents = DocumentCollapse.Best(
            [FakeNode.Hit("c1", "b", 0.1f), FakeNode.Hit("c2", "a", 0.2f), FakeNode.Hit("c3", "b", 0.3f)]);

        Assert.Equal([("b", 0.1f, "c1"), ("a", 0.2f, "c2")], documents.Select(Shown));
    }

    [Fact]
    public void A_point_without_a_document_is_a_document_of_its_own()
    {
        var numbered = new ScoredPoint { Id = new PointId { Num = 7 }, Score = 0.4f };

        var documents = DocumentCollapse.Best([FakeNode.Hit("c1", null, 0.5f), numbered]);

        Assert.Equal(["c1", "7"], documents.Select(d => d.Document));
    }

    [Fact]
    public void Ties_of_the_node_do_not_change_the_result()
    {
        var hits = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3]).Array[0, 30];
        Gen.Select(hits, Gen.Int).Sample((drawn, seed) =>
        {
            var points = drawn.Select((d, i) => FakeNode.Hit($"c{i:00}", $"d{d.Item1}", d.Item2 / 4f)).ToArray();
            var shuffled = points.ToArray();
            new Random(seed).Shuffle(shuffled);

            var one = DocumentCollapse.Best([.. points.OrderByDescending(p => p.Score)]);
            var other = DocumentCollapse.Best([.. shuffled.OrderByDescending(p => p.Score)]);

            Assert.Equal(one, other);
            Assert.Equal(drawn.Select(d => d.Item1).Distinct().Count(), one.Count);
        });
    }

    private static (string Document, float Score, string Chunk) Shown(DocumentHit hit) =>
        (hit.Document, hit.Score, hit.Chunk.Uuid);
}
