using System.Runtime.CompilerServices;
using NeuralSearch.Index;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Memory;

/// <summary>Alone in the process while it runs, because it counts the bytes of all arenas.</summary>
[Collection(nameof(IndexMemoryTests))]
[CollectionDefinition(nameof(IndexMemoryTests), DisableParallelization = true)]
public sealed unsafe class IndexMemoryTests
{
    [Fact]
    public void Disposing_an_arena_gives_back_every_byte()
    {
        var arena = new NativeArena();
        var blocks = new NativeBlocks(arena, 64);
        for (var offset = 0u; offset < 600_000; offset += 1_000) blocks.EnsureRoomFor(offset);
        Assert.True(arena.LiveBytes >= 600_000L * 64);

        arena.Dispose();

        Assert.Equal(0, arena.LiveBytes);
    }

    [Fact]
    public void The_finaliser_gives_back_what_nobody_disposed()
    {
        CollectGarbage();
        var before = NativeArena.LiveBytesOfAll;

        var held = UseAndForget();
        CollectGarbage();

        Assert.True(held >= before + (64 << 20));
        Assert.Equal(before, NativeArena.LiveBytesOfAll);
    }

    [Fact]
    public void Memory_stays_until_the_last_lease_has_ended()
    {
        var arena = new NativeArena();
        var memory = arena.Allocate(4096);
        var lease = arena.Lease();

        arena.Dispose();
        memory[4095] = 7;
        var held = arena.LiveBytes;
        lease.Dispose();

        Assert.Equal(4096, held);
        Assert.Equal(0, arena.LiveBytes);
    }

    [Fact]
    public void A_disposed_index_refuses_every_use_of_its_memory()
    {
        var index = new VectorIndex(2, Metric.Euclid);
        index.Append([1, 2]);

        index.Dispose();
        index.Dispose();

        Assert.Equal(0, index.NativeBytes);
        Assert.Throws<ObjectDisposedException>(() => index.Append([1, 2]));
        Assert.Throws<ObjectDisposedException>(() => index.Search([1, 2], default, new Neighbor[1]));
        Assert.Throws<ObjectDisposedException>(() => index.TryCopyRow(0, new float[2]));
    }

    [Theory]
    [InlineData(Placement.Memory)]
    [InlineData(Placement.MappedRows)]
    [InlineData(Placement.MappedCodes)]
    public void An_opened_index_and_one_that_was_opened_in_vain_give_everything_back(Placement placement)
    {
        using var temporary = new TemporaryFolder();
        var folder = Path.Combine(temporary.Path, "index");
        using (var saved = Grown(VectorCodes.Bits1)) saved.Save(folder);
        CollectGarbage();
        var before = (NativeArena.LiveBytesOfAll, NativeArena.MappedBytesOfAll);

        var options = new HnswOptions { Codes = VectorCodes.Bits1 };
        var index = VectorIndex.Open(folder, options, placement);
        Assert.Equal(placement != Placement.Memory, NativeArena.MappedBytesOfAll > before.MappedBytesOfAll);
        Assert.Equal(NativeArena.LiveBytesOfAll - before.LiveBytesOfAll, index.NativeBytes);
        index.Dispose();
        Assert.Equal(before, (NativeArena.LiveBytesOfAll, NativeArena.MappedBytesOfAll));
        AssertNotMapped(folder);

        var path = Path.Combine(folder, "segment-0.bin");
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Throws<InvalidDataException>(() => VectorIndex.Open(folder, options, placement));
        Assert.Equal(before, (NativeArena.LiveBytesOfAll, NativeArena.MappedBytesOfAll));
        AssertNotMapped(folder);
    }

    [Fact]
    public void What_is_mapped_is_no_memory_of_the_index()
    {
        using var temporary = new TemporaryFolder();
        var folder = Path.Combine(temporary.Path, "index");
        using (var saved = Grown(VectorCodes.Bits1)) saved.Save(folder);

        var bytes = Enum.GetValues<Placement>().Select(placement =>
        {
            using var index = VectorIndex.Open(folder, new HnswOptions { Codes = VectorCodes.Bits1 }, placement);
            return index.NativeBytes;
        }).ToArray();

        // Rows of 16 components take 64 bytes, and so do their codes; what is opened is fitted.
        Assert.Equal(4_000 * 64, bytes[0] - bytes[1]);
        Assert.Equal(4_000 * 64, bytes[1] - bytes[2]);
    }

    private static void AssertNotMapped(string folder)
    {
        if (OperatingSystem.IsLinux())
            Assert.DoesNotContain(folder, File.ReadAllText("/proc/self/maps"), StringComparison.Ordinal);
    }

    [Fact]
    public void Codes_that_were_replaced_are_given_back()
    {
        CollectGarbage();
        var before = NativeArena.LiveBytesOfAll;
        using var raw = Grown(VectorCodes.Raw);
        var rawBytes = NativeArena.LiveBytesOfAll - before;
        var coded = Grown(VectorCodes.U8);

        // One block of codes and its directory are left, however often everything was encoded anew.
        var codeBytes = NativeArena.LiveBytesOfAll - before - 2 * rawBytes;
        Assert.Equal(coded.NativeBytes, rawBytes + codeBytes);
        Assert.InRange(codeBytes, 1, 17 << 20);

        coded.Dispose();
        Assert.Equal(before + rawBytes, NativeArena.LiveBytesOfAll);
    }

    [Fact]
    public void Codes_stay_until_the_last_search_has_left_them_and_are_not_taken_up_again()
    {
        using var arena = new NativeArena();
        var rows = new NativeBlocks(arena, 64);
        rows.EnsureRoomFor(0);
        var quantizer = ScalarQuantizer.Train(new float[16], 16);
        var codes = new CodeSet<CodeEuclidSquared>(quantizer, new HnswGraph(arena, HnswOptions.Default),
            new StoredRows(rows, RowType.Float32, 16), efConstruction: 100);
        new Span<float>(rows[0], 16).Clear();
        codes.EncodeNext();

        Assert.True(codes.TryAcquire());
        codes.Release();
        Assert.True(codes.TryAcquire());
        codes.Release();
        Assert.NotEqual(0, codes.NativeBytes);
        codes.Release();

        Assert.Equal(0, codes.NativeBytes);
        Assert.False(codes.TryAcquire());
    }

    /// <summary>An index whose rows keep growing beyond what its codes were trained on.</summary>
    private static VectorIndex Grown(VectorCodes codes)
    {
        var index = new VectorIndex(16, Metric.Euclid, new HnswOptions { Codes = codes });
        var random = new Random(5);
        for (var i = 0; i < 4_000; i++)
        {
            var scale = 1 + i / 100f;
            index.Append(Enumerable.Range(0, 16).Select(_ => scale * (float)random.NextDouble()).ToArray());
            index.IndexNext(2);
        }

        return index;
    }

    [Fact]
    public void Records_never_move_and_are_aligned()
    {
        using var arena = new NativeArena();
        var blocks = new NativeBlocks(arena, 64);
        var addresses = new List<nint>();
        for (var offset = 0u; offset < 20 * blocks.BlockRecords; offset += blocks.BlockRecords / 4)
        {
            blocks.EnsureRoomFor(offset);
            *(uint*)blocks[offset] = offset;
            addresses.Add((nint)blocks[offset]);
        }

        for (var i = 0; i < addresses.Count; i++)
        {
            var offset = (uint)i * (blocks.BlockRecords / 4);
            Assert.Equal(addresses[i], (nint)blocks[offset]);
            Assert.Equal(offset, *(uint*)blocks[offset]);
            Assert.Equal(0, addresses[i] % 64);
        }
    }

    [Fact]
    public void A_second_writer_at_the_same_moment_is_refused()
    {
        var use = new ExclusiveUse();
        use.Enter("writer");

        var exception = Assert.Throws<InvalidOperationException>(() => use.Enter("writer"));
        use.Exit();
        use.Enter("writer");

        Assert.Contains("writer", exception.Message, StringComparison.Ordinal);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long UseAndForget()
    {
        for (var i = 0; i < 4; i++)
        {
            var index = new VectorIndex(256, Metric.Euclid);
            index.Append(new float[256]);
            index.Search(new float[256], default, new Neighbor[1]);
        }

        return NativeArena.LiveBytesOfAll;
    }

    private static void CollectGarbage()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
