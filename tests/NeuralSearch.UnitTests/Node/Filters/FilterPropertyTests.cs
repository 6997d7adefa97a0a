using Google.Protobuf.Collections;
using NeuralSearch.Contracts.Qdrant;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Filters;

public sealed class FilterPropertyTests
{
    private static readonly FieldType[] IndexTypes =
        [FieldType.Keyword, FieldType.Integer, FieldType.Float, FieldType.Bool, FieldType.Datetime, FieldType.Uuid];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Random_filters_agree_with_the_reference_through_updates_deletes_indexes_and_reopening(int seed)
    {
        var random = new Random(seed);
        var make = new RandomFilters(random);
        var model = new SortedDictionary<ulong, MapField<string, Value>>();
        await using TestNode node = TestNode.Start();
        await node.CreateAsync(size: 1);

        for (int round = 0; round < 8; round++)
        {
            (ulong Id, string Payload)[] changes =
                [.. Enumerable.Range(0, 25).Select(_ => ((ulong)random.Next(60), make.Payload()))];
            await node.UpsertPayloadsAsync(changes);
            foreach ((ulong id, string payload) in changes) model[id] = Make.Payload(payload);
            await DeleteAsync(node, model, make.Filter(), upTo: 10);
            if (round > 2) await node.IndexFieldAsync(make.Path(), IndexTypes[random.Next(IndexTypes.Length)]);
            if (round == 5) await node.ReopenAsync();

            for (int i = 0; i < 60; i++)
            {
                Filter filter = make.Filter();
                ulong[] expected = Passing(model, filter);

                ulong[] actual = await node.IdsAsync(filter);

                Assert.True(expected.SequenceEqual(actual),
                    $"seed {seed}, round {round}, filter {filter}: expected {string.Join(' ', expected)}, "
                    + $"got {string.Join(' ', actual)}");
                if (i % 10 == 0) Assert.Equal((ulong)expected.Length, await node.CountAsync(filter));
            }
        }
    }

    private static async Task DeleteAsync(
        TestNode node, SortedDictionary<ulong, MapField<string, Value>> model, Filter filter, int upTo)
    {
        ulong[] gone = Passing(model, filter);
        if (gone.Length > upTo) return;
        await node.DeleteAsync(filter);
        foreach (ulong id in gone) model.Remove(id);
    }

    private static ulong[] Passing(SortedDictionary<ulong, MapField<string, Value>> model, Filter filter) =>
        [.. model.Where(point => ReferenceFilter.Passes(filter, point.Value, point.Key)).Select(point => point.Key)];
}
