using System.Diagnostics;
using System.Globalization;
using NeuralSearch.Node.Log;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Log;

public sealed class WriteAheadLogTests : IDisposable
{
    private const int Megabyte = 1 << 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_log_without_operations_has_no_file()
    {
        using (LogScenario.Open(_folder.Path)) Assert.Empty(Directory.GetFiles(_folder.Path));

        using LogScenario.Opened reopened = LogScenario.Open(_folder.Path);
        Assert.Empty(reopened.Operations);
        Assert.Equal(1ul, reopened.Log.NextSequence);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Frames_of_every_size_come_back_as_they_were_written(int seed)
    {
        var random = new Random(seed);
        var written = new List<byte[]>();
        using (LogScenario.Opened opened = LogScenario.Open(_folder.Path))
        {
            for (int frame = 0; frame < 60; frame++)
            {
                byte[][] operations = new byte[random.Next(1, 6)][];
                for (int i = 0; i < operations.Length; i++) operations[i] = LogScenario.Bytes(random, random.Next(3_000));

                ulong first = LogScenario.Append(opened.Log, operations);

                Assert.Equal((ulong)written.Count + 1, first);
                written.AddRange(operations);
            }
        }

        using LogScenario.Opened reopened = LogScenario.Open(_folder.Path);
        Assert.Equal(written, reopened.Operations);
        Assert.Empty(reopened.Cuts);
        Assert.Equal((ulong)written.Count + 1, reopened.Log.NextSequence);
    }

    [Fact]
    public void A_log_goes_on_after_every_reopening()
    {
        for (byte round = 1; round <= 20; round++)
        {
            using LogScenario.Opened opened = LogScenario.Open(_folder.Path);
            Assert.Equal(Enumerable.Range(1, round - 1).Select(value => new[] { (byte)value }), opened.Operations);
            LogScenario.Append(opened.Log, [round]);
        }

        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Files_double_from_1_to_32_megabytes_and_stay_there()
    {
        using (LogScenario.Opened opened = LogScenario.Open(_folder.Path))
        {
            // A little more than half a file each time: the next one never fits beside it.
            foreach (int megabytes in (int[])[1, 2, 4, 8, 16, 32, 32])
                LogScenario.Append(opened.Log, LogScenario.Bytes(new Random(1), megabytes * Megabyte / 2 + 1_000));
        }

        long[] sizes = [.. Files().Select(file => new FileInfo(file).Length)];
        Assert.Equal([1, 2, 4, 8, 16, 32, 32], sizes.Select(size => size / Megabyte));
        Assert.All(sizes, size => Assert.Equal(0, size % Megabyte));
        using LogScenario.Opened reopened = LogScenario.Open(_folder.Path);
        Assert.Equal(7, reopened.Operations.Count);
    }

    [Fact]
    public void A_frame_larger_than_a_file_gets_a_file_that_holds_it()
    {
        byte[] large = LogScenario.Bytes(new Random(1), 40 * Megabyte);
        using (LogScenario.Opened opened = LogScenario.Open(_folder.Path))
        {
            LogScenario.Append(opened.Log, [1]);
            LogScenario.Append(opened.Log, large);
            LogScenario.Append(opened.Log, [2]);
        }

        string[] files = Files();
        Assert.Equal(3, files.Length);
        Assert.Equal(32 * Megabyte, new FileInfo(files[2]).Length);
        using LogScenario.Opened reopened = LogScenario.Open(_folder.Path);
        Assert.Equal(3, reopened.Operations.Count);
        Assert.True(large.AsSpan().SequenceEqual(reopened.Operations[1]));
    }

    [Fact]
    public async Task A_file_is_reserved_in_full_before_it_is_used()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("stat is asked for the blocks of a file, on Linux only");
        using LogScenario.Opened opened = LogScenario.Open(_folder.Path);
        LogScenario.Append(opened.Log, [1]);

        var start = new ProcessStartInfo("stat", ["-c", "%b %B", Files().Single()]) { RedirectStandardOutput = true };
        using Process stat = Process.Start(start)!;
        string output = await stat.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await stat.WaitForExitAsync(TestContext.Current.CancellationToken);

        long[] numbers = [.. output.Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        Assert.True(numbers[0] * numbers[1] >= Megabyte, $"{output} is less than 1 MB");
    }

    [Fact]
    public void Files_grow_from_1_megabyte_again_after_one_that_was_cut_short()
    {
        using (LogScenario.Opened opened = LogScenario.Open(_folder.Path)) LogScenario.Append(opened.Log, [1]);
        using (FileStream file = File.OpenWrite(Files().Single())) file.SetLength(100);

        using (LogScenario.Opened opened = LogScenario.Open(_folder.Path)) LogScenario.Append(opened.Log, new byte[200]);

        Assert.Equal(Megabyte, new FileInfo(Files()[^1]).Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(Megabyte)]
    public void A_file_that_was_being_made_when_the_process_died_is_removed(int zeroes)
    {
        using (LogScenario.Opened opened = LogScenario.Open(_folder.Path)) LogScenario.Append(opened.Log, [1]);
        string unfinished = _folder.In("00000002.wal.new");
        File.WriteAllBytes(unfinished, new byte[zeroes]);

        using (LogScenario.Opened opened = LogScenario.Open(_folder.Path))
        {
            Assert.Equal([[1]], opened.Operations);
            Assert.False(File.Exists(unfinished));
            LogScenario.Append(opened.Log, LogScenario.Bytes(new Random(1), 2 * Megabyte));
        }

        using LogScenario.Opened reopened = LogScenario.Open(_folder.Path);
        Assert.Equal(2, reopened.Operations.Count);
    }

    [Fact]
    public void A_file_that_has_its_name_but_no_frame_yet_is_gone_on_with()
    {
        using (LogScenario.Opened opened = LogScenario.Open(_folder.Path)) LogScenario.Append(opened.Log, [1]);
        LogFile.Create(_folder.Path, 2, 2 * Megabyte).Dispose();

        using (LogScenario.Opened opened = LogScenario.Open(_folder.Path))
        {
            Assert.Empty(opened.Cuts);
            LogScenario.Append(opened.Log, [2]);
        }

        using LogScenario.Opened reopened = LogScenario.Open(_folder.Path);
        Assert.Equal([[1], [2]], reopened.Operations);
        Assert.Equal(2, Files().Length);
    }

    private string[] Files() => [.. Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal)];
}
