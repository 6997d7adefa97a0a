using NeuralSearch.Node.Log;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Log;

/// <summary>A crash while the last frame is written: whatever part of it arrived, the log opens as if it had not.</summary>
public sealed class TornTailTests : IDisposable
{
    private const int Reserve = 4_096;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cut_at_any_byte_of_the_last_three_frames_the_log_is_the_history_before(bool isTruncated)
    {
        (byte[] content, byte[][] operations, int[] ends) = Write(frames: 6, sizes: [90, 13, 200, 41, 77, 130]);

        for (int cut = ends[2]; cut < ends[5]; cut++)
        {
            byte[] torn = content[..cut];
            Restore(isTruncated ? torn : [.. torn, .. new byte[content.Length - cut]]);

            // At the end of a frame there is nothing to cut.
            int whole = ends.Count(end => end <= cut);
            long tornBytes = LastNonZero(torn, from: ends[whole - 1]);
            using (LogScenario.Opened opened = LogScenario.Open(_folder.Path))
            {
                Assert.Equal(operations[..whole], opened.Operations);
                Assert.Equal(tornBytes > 0 ? [(File(), ends[whole - 1], tornBytes)] : [], opened.Cuts);
                LogScenario.Append(opened.Log, [1, 2, 3]);
            }

            using LogScenario.Opened reopened = LogScenario.Open(_folder.Path);
            Assert.Equal([.. operations[..whole], [1, 2, 3]], reopened.Operations);
            Assert.Empty(reopened.Cuts);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Sectors_of_the_last_frame_may_be_missing_in_any_combination(int seed)
    {
        var random = new Random(seed);
        (byte[] content, byte[][] operations, int[] ends) = Write(frames: 3, sizes: [600, 900, 3_000]);

        for (int trial = 0; trial < 200; trial++)
        {
            byte[] torn = [.. content];
            bool isTorn = false;
            for (int start = ends[1]; start < ends[2];)
            {
                int end = Math.Min(ends[2], (start / 512 + 1) * 512);
                if (random.Next(3) == 0)
                {
                    torn.AsSpan(start..end).Clear();
                    isTorn = true;
                }

                start = end;
            }

            Restore(torn);
            using LogScenario.Opened opened = LogScenario.Open(_folder.Path);
            Assert.Equal(isTorn ? operations[..2] : operations, opened.Operations);
        }
    }

    [Fact]
    public void A_torn_tail_is_zeroed_so_that_no_part_of_it_is_taken_for_a_frame_later()
    {
        (byte[] content, _, int[] ends) = Write(frames: 3, sizes: [50, 50, 2_000]);
        Restore([.. content[..(ends[2] - 1)], .. new byte[Reserve]]);

        LogScenario.Open(_folder.Path).Dispose();

        byte[] cut = System.IO.File.ReadAllBytes(File());
        Assert.Equal(-1, cut.AsSpan(ends[1]).IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void Bits_that_flip_in_space_that_was_never_written_change_nothing()
    {
        (byte[] content, byte[][] operations, int[] ends) = Write(frames: 2, sizes: [50, 60]);

        for (int at = ends[1]; at < content.Length; at += 7)
        {
            byte[] flipped = [.. content];
            flipped[at] ^= (byte)(1 << (at % 8));
            Restore(flipped);

            using LogScenario.Opened opened = LogScenario.Open(_folder.Path);
            Assert.Equal(operations, opened.Operations);
        }
    }

    /// <summary>A log of one operation a frame, in one small file, and where each frame ends.</summary>
    private (byte[] Content, byte[][] Operations, int[] Ends) Write(int frames, int[] sizes)
    {
        var random = new Random(frames);
        byte[][] operations = [.. sizes.Select(size => LogScenario.Bytes(random, size))];
        int[] ends = new int[frames];
        using (LogScenario.Opened opened = LogScenario.Open(_folder.Path))
            foreach (byte[] operation in operations) LogScenario.Append(opened.Log, operation);
        int at = LogFile.HeaderBytes;
        for (int i = 0; i < frames; i++) ends[i] = at += (int)LogFrame.LengthOf(sizeof(int) + sizes[i]);
        byte[] content = System.IO.File.ReadAllBytes(File());
        Assert.Equal(-1, content.AsSpan(at).IndexOfAnyExcept((byte)0));
        Assert.NotEqual(0, content[at - 1]);
        return (content[..(at + Reserve)], operations, ends);
    }

    private static long LastNonZero(byte[] bytes, int from) => bytes.AsSpan(from).LastIndexOfAnyExcept((byte)0) + 1;

    private void Restore(byte[] content)
    {
        foreach (string file in Directory.GetFiles(_folder.Path)) System.IO.File.Delete(file);
        System.IO.File.WriteAllBytes(_folder.In("00000001.wal"), content);
    }

    private string File() => _folder.In("00000001.wal");
}
