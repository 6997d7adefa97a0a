using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Log;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Log;

/// <summary>What was durable and is wrong now is damage: named with file and offset, never cut.</summary>
public sealed class LogDamageTests : IDisposable
{
    private const int Large = 700_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Any_bit_of_any_frame_that_flips_is_found_or_harmless()
    {
        byte[][] operations = WriteSmall();
        string file = Files().Single();
        byte[] content = File.ReadAllBytes(file);
        int end = content.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;

        for (int bit = 0; bit < end * 8; bit++)
        {
            byte[] flipped = content[..(end + 1_024)];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(file, flipped);

            try
            {
                using LogScenario.Opened opened = LogScenario.Open(_folder.Path);
                Assert.Equal(operations, opened.Operations); // a padding byte
            }
            catch (CorruptionException damage)
            {
                Assert.Equal(file, damage.Path);
                Assert.InRange(damage.Offset, 0, bit / 8);
                Assert.Equal(flipped, File.ReadAllBytes(file)); // nothing was cut or repaired
            }
        }
    }

    [Fact]
    public void A_flipped_bit_in_the_last_frame_is_damage_though_its_operation_is_nothing_but_zeroes()
    {
        using (LogScenario.Opened opened = LogScenario.Open(_folder.Path))
            LogScenario.Append(opened.Log, new byte[4_000]);
        string file = Files().Single();
        byte[] content = File.ReadAllBytes(file);
        content[700] ^= 1;
        File.WriteAllBytes(file, content);

        Assert.Throws<CorruptionException>(() => LogScenario.Open(_folder.Path));
    }

    [Fact]
    public void Damage_is_reported_at_the_frame_it_is_in()
    {
        WriteSmall();
        string file = Files().Single();
        byte[] content = File.ReadAllBytes(file);
        long second = LogFile.HeaderBytes + LogFrame.LengthOf(sizeof(int) + 40);
        content[second + 30] ^= 1;
        File.WriteAllBytes(file, content);

        CorruptionException damage = Assert.Throws<CorruptionException>(() => LogScenario.Open(_folder.Path));

        Assert.Equal(second, damage.Offset);
        Assert.Contains(file, damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_that_lost_sectors_is_damage_when_a_later_one_follows()
    {
        // By itself it looks like a write that was cut short; but the frame after it was written only when it was synced.
        using (LogScenario.Opened opened = LogScenario.Open(_folder.Path))
        {
            LogScenario.Append(opened.Log, [1]);
            LogScenario.Append(opened.Log, LogScenario.Bytes(new Random(1), 3_000));
            LogScenario.Append(opened.Log, [2]);
        }

        string file = Files().Single();
        byte[] content = File.ReadAllBytes(file);
        content.AsSpan(1_024, 512).Clear();
        File.WriteAllBytes(file, content);

        CorruptionException damage = Assert.Throws<CorruptionException>(() => LogScenario.Open(_folder.Path));

        Assert.Equal(LogFile.HeaderBytes + LogFrame.LengthOf(sizeof(int) + 1), damage.Offset);
        Assert.Equal(content, File.ReadAllBytes(file));
    }

    [Fact]
    public void Damage_in_an_earlier_file_is_not_a_torn_tail()
    {
        WriteFiles(3);
        string first = Files()[0];
        using (FileStream file = File.OpenWrite(first)) file.SetLength(LogFile.HeaderBytes + 1_000);

        CorruptionException damage = Assert.Throws<CorruptionException>(() => LogScenario.Open(_folder.Path));

        Assert.Equal(first, damage.Path);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_file_that_is_missing_before_the_last_is_damage(int missing)
    {
        WriteFiles(3);
        string[] files = Files();
        File.Delete(files[missing]);

        CorruptionException damage = Assert.Throws<CorruptionException>(() => LogScenario.Open(_folder.Path));

        Assert.Equal(files[missing + 1], damage.Path);
    }

    [Fact]
    public void An_earlier_file_that_lost_its_last_frame_is_damage()
    {
        WriteFiles(2);
        string first = Files()[0];
        using (FileStream file = File.OpenWrite(first)) file.SetLength(LogFile.HeaderBytes);

        Assert.Throws<CorruptionException>(() => LogScenario.Open(_folder.Path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(1 << 20)]
    public void A_file_that_lost_its_header_is_damage_and_not_one_that_was_being_made(int bytes)
    {
        WriteFiles(2);
        string last = Files()[^1];
        File.WriteAllBytes(last, new byte[bytes]);

        CorruptionException damage = Assert.Throws<CorruptionException>(() => LogScenario.Open(_folder.Path));

        Assert.Equal(last, damage.Path);
        Assert.Equal(0, damage.Offset);
    }

    [Fact]
    public void A_later_frame_inside_the_data_of_a_torn_one_does_not_make_it_damage()
    {
        // Whoever stores the bytes of an old frame must not be able to keep the log from opening.
        byte[] old = OldFrame();
        using (LogScenario.Opened opened = LogScenario.Open(_folder.Path))
        {
            LogScenario.Append(opened.Log, [1]);
            LogScenario.Append(opened.Log, [0, 0, 0, 0, .. old, .. LogScenario.Bytes(new Random(1), 500)]);
        }

        string file = Files().Single();
        byte[] content = File.ReadAllBytes(file);
        int end = content.AsSpan().LastIndexOfAnyExcept((byte)0);
        content.AsSpan(end - 100).Clear();
        File.WriteAllBytes(file, content);

        using LogScenario.Opened reopened = LogScenario.Open(_folder.Path);
        Assert.Equal([[1]], reopened.Operations);
        Assert.Single(reopened.Cuts);
    }

    private static byte[] OldFrame()
    {
        using var folder = new TemporaryFolder();
        using (LogScenario.Opened opened = LogScenario.Open(folder.Path)) LogScenario.Append(opened.Log, [9]);
        byte[] content = File.ReadAllBytes(Directory.GetFiles(folder.Path).Single());
        return content.AsSpan(LogFile.HeaderBytes, (int)LogFrame.LengthOf(sizeof(int) + 1)).ToArray();
    }

    private byte[][] WriteSmall()
    {
        var random = new Random(1);
        byte[][] operations = [.. ((int[])[40, 21, 63]).Select(size => LogScenario.Bytes(random, size))];
        using LogScenario.Opened opened = LogScenario.Open(_folder.Path);
        foreach (byte[] operation in operations) LogScenario.Append(opened.Log, operation);
        return operations;
    }

    /// <summary>Files of one frame each.</summary>
    private void WriteFiles(int count)
    {
        using LogScenario.Opened opened = LogScenario.Open(_folder.Path);
        for (int i = 0; i < count; i++)
            LogScenario.Append(opened.Log, LogScenario.Bytes(new Random(i), (1 << i) * Large));
    }

    private string[] Files() => [.. Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal)];
}
