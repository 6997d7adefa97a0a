using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Hnsw;

public sealed unsafe class HnswGraphTests
{
    [Fact]
    public void Levels_depend_on_seed_and_offset_alone_and_thin_out_by_m()
    {
        using var arena = new NativeArena();
        var graph = new HnswGraph(arena, new HnswOptions { M = 16, Seed = 1 });
        var same = new HnswGraph(arena, new HnswOptions { M = 16, Seed = 1 });
        var other = new HnswGraph(arena, new HnswOptions { M = 16, Seed = 2 });

        var counts = new int[16];
        var differing = 0;
        for (var offset = 0u; offset < 160_000; offset++)
        {
            counts[graph.LevelOf(offset)]++;
            Assert.Equal(graph.LevelOf(offset), same.LevelOf(offset));
            if (graph.LevelOf(offset) != other.LevelOf(offset)) differing++;
        }

        // Expected 10 000 rows on layer 1 and above and 625 on layer 2 and above; five standard deviations.
        Assert.InRange(counts.Skip(1).Sum(), 9_500, 10_500);
        Assert.InRange(counts.Skip(2).Sum(), 500, 750);
        Assert.True(differing > 10_000);
    }

    [Fact]
    public void Equal_input_gives_equal_graphs()
    {
        var rows = SyntheticRows.Uniform(1_500, 8, seed: 61);
        using var first = new Built(rows);
        using var second = new Built(rows);

        for (var offset = 0u; offset < rows.Length; offset++)
            Assert.Equal(first.Links(offset), second.Links(offset));
    }

    [Fact]
    public void Links_lead_to_other_nodes_without_repetition_and_every_node_can_be_reached()
    {
        using var built = new Built(SyntheticRows.Clustered(3_000, 16, clusters: 20, seed: 62));
        var reached = new HashSet<uint>();
        var open = new Stack<uint>([built.Entry]);

        while (open.TryPop(out var offset))
        {
            if (!reached.Add(offset)) continue;
            var links = built.Links(offset);
            Assert.Equal(links.Length, links.Distinct().Count());
            Assert.DoesNotContain(offset, links);
            Assert.All(links, link => Assert.True(link < 3_000));
            foreach (var link in links) open.Push(link);
        }

        // A node may lose its last incoming link to better ones; more than one in a thousand would be a fault.
        Assert.InRange(reached.Count, 2_997, 3_000);
    }

    [Fact]
    public void The_longest_rows_make_a_graph_too()
    {
        using var built = new Built(SyntheticRows.Uniform(300, VectorIndex.MaxDimensions, seed: 63));

        for (var offset = 0u; offset < 300; offset++) Assert.NotEmpty(built.Links(offset));
    }

    /// <summary>A graph over rows, built by the insertion itself.</summary>
    private sealed class Built : IDisposable
    {
        private readonly NativeArena _arena = new();
        private readonly HnswGraph _graph;

        public Built(float[][] rows)
        {
            var dimensions = rows[0].Length;
            var stored = new NativeBlocks(_arena, RowConversion.Bytes(RowType.Float32, dimensions));
            var equality = new RowEquality(new StoredRows(stored, RowType.Float32, dimensions), tolerance: 0);
            _graph = new HnswGraph(_arena, HnswOptions.Default);
            var search = new HnswSearch<EuclidSquared<Float32, Float32>>(_graph, stored, dimensions);
            var insert = new HnswInsert<EuclidSquared<Float32, Float32>>(
                _graph, stored, search, dimensions, efConstruction: 100, equality);
            for (var offset = 0u; offset < rows.Length; offset++)
            {
                stored.EnsureRoomFor(offset);
                rows[offset].CopyTo(new Span<float>(stored[offset], dimensions));
                insert.Run(offset, _graph.LevelOf(offset), offset);
            }
        }

        public uint Entry => _graph.TryGetEntry(out var offset, out _) ? offset : HnswGraph.End;

        public uint[] Links(uint offset)
        {
            var links = new ReadOnlySpan<uint>(_graph.Links(offset, 0), _graph.M0);
            var end = links.IndexOf(HnswGraph.End);
            return links[..(end < 0 ? links.Length : end)].ToArray();
        }

        public void Dispose() => _arena.Dispose();
    }
}
