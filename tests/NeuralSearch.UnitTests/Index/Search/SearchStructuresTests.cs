using CsCheck;
using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Search;

/// <summary>The pools, heaps and sets of a search against what sorting would give.</summary>
public sealed class SearchStructuresTests
{
    private static readonly Gen<ulong[]> Keys = Gen.UInt[0, 500].Select(value => (ulong)value << 1).Array[0, 200];

    [Fact]
    public void The_result_heap_keeps_the_smallest_keys()
    {
        var heap = new ResultHeap();
        Gen.Select(Keys, Gen.Int[1, 50]).Sample((keys, limit) =>
        {
            heap.Begin(limit, (uint)keys.Length);
            foreach (var key in keys) heap.Offer(key);

            Assert.Equal(keys.Order().Take(limit), heap.Sort().ToArray());
        }, iter: 1_000, threads: 1);
    }

    [Fact]
    public void The_candidate_queue_gives_keys_in_order()
    {
        var queue = new CandidateQueue();
        Keys.Sample(keys =>
        {
            queue.Clear();
            foreach (var key in keys) queue.Push(key);

            var popped = new List<ulong>();
            while (queue.Count > 0) popped.Add(queue.Pop());
            Assert.Equal(keys.Order(), popped);
        }, iter: 1_000, threads: 1);
    }

    [Fact]
    public void The_candidate_pool_keeps_the_nearest_and_expands_each_once_from_the_nearest_on()
    {
        var pool = new CandidatePool();
        var rounds = Gen.Select(Gen.UInt[0, 5_000].Array[1, 20], Gen.Int[0, 3]).Array[1, 10];
        Gen.Select(rounds, Gen.Int[1, 30]).Sample((steps, limit) =>
        {
            pool.Begin(limit);
            var kept = new List<uint>();
            var expanded = new HashSet<uint>();
            var offered = new HashSet<uint>();
            foreach (var (offsets, expansions) in steps)
            {
                foreach (var offset in offsets.Where(offered.Add))
                {
                    pool.Offer(DistanceKey.Create(offset, offset));
                    kept = [.. kept.Append(offset).Order().Take(limit)];
                }

                for (var i = 0; i < expansions && !pool.IsExhausted; i++)
                {
                    Assert.Equal(kept.First(offset => !expanded.Contains(offset)), pool.Peek());
                    Assert.True(expanded.Add(pool.Expand()));
                }
            }

            Assert.Equal(kept, pool.Keys.ToArray().Select(DistanceKey.Offset));
            Assert.Equal(kept.All(expanded.Contains), pool.IsExhausted);
        }, iter: 1_000, threads: 1);
    }

    [Fact]
    public void A_visited_set_forgets_at_every_beginning_even_after_its_generations_have_run_out()
    {
        var visited = new VisitedSet();
        for (var i = 0; i < 70_000; i++)
        {
            visited.Begin(10);

            // Marks are made at the beginning only: their generations come again after 65 535 traversals.
            for (var other = 0u; other < 10; other++) Assert.False(visited.Contains(other));
            if (i >= 100) continue;
            var offset = (uint)i % 10;
            Assert.True(visited.TryVisit(offset));
            Assert.False(visited.TryVisit(offset));
            Assert.True(visited.Contains(offset));
        }

        Assert.False(visited.TryVisit(1_000_000));
        Assert.False(visited.Contains(1_000_000));
    }

    [Fact]
    public void Keys_are_ordered_like_distance_and_then_offset_and_give_both_back()
    {
        var distances = Gen.OneOf(Gen.Float[-1e6f, 1e6f],
            Gen.OneOf(0f, -0f, float.Epsilon, -float.Epsilon, float.PositiveInfinity, float.NegativeInfinity, -1f));
        var offsets = Gen.UInt[0, VectorIndex.MaxCount - 1];
        Gen.Select(distances, offsets, distances, offsets).Sample((x, i, y, j) =>
        {
            var first = DistanceKey.Create(x, i);
            var second = DistanceKey.Create(y, j);

            var expected = x == y ? i.CompareTo(j) : x.CompareTo(y);
            Assert.Equal(Math.Sign(expected), Math.Sign(first.CompareTo(second)));
            Assert.Equal(i, DistanceKey.Offset(first));
            Assert.Equal(x, DistanceKey.Distance(first) + 0f);
            Assert.Equal(DistanceKey.Create(x, j), DistanceKey.WithOffset(first, j));
        }, iter: 5_000, threads: 1);
    }

    [Fact]
    public void Not_a_number_comes_last_whatever_its_sign()
    {
        var negative = BitConverter.Int32BitsToSingle(unchecked((int)0xFFC00000));

        Assert.True(DistanceKey.Create(float.NaN, 0) > DistanceKey.Create(float.PositiveInfinity, 5));
        Assert.True(DistanceKey.Create(negative, 0) > DistanceKey.Create(float.PositiveInfinity, 5));
        Assert.True(float.IsNaN(DistanceKey.Distance(DistanceKey.Create(negative, 7))));
    }
}
