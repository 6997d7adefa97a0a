using NeuralSearch.Evals.Reports;
using NeuralSearch.Evals.Storage;
using NeuralSearch.UnitTests.Node;
using Xunit;

namespace NeuralSearch.UnitTests.Evals.Storage;

public sealed class StorageTests
{
    [Theory]
    [InlineData("24\t/tmp/a folder\n", 24 * 1024)]
    [InlineData("0\tx", 0)]
    public void The_disk_a_folder_takes_is_read_from_what_du_prints(string text, long bytes) =>
        Assert.Equal(bytes, DiskUsage.Parse(text));

    [Fact]
    public async Task Du_counts_the_blocks_of_a_folder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs du");
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(
            Path.Combine(folder.Path, "f"), new byte[100_000], TestContext.Current.CancellationToken);

        long bytes = await DiskUsage.BytesOfAsync(folder.Path, TestContext.Current.CancellationToken);

        Assert.InRange(bytes, 100_000, 200_000);
    }

    [Fact]
    public void Bare_writes_append_to_a_file_of_the_full_length()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs fdatasync");
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "bare");
        using (var bare = new BareWrites(path, writeBytes: 100, count: 3))
        {
            Assert.True(bare.Append() > TimeSpan.Zero);
            bare.Append();
        }

        byte[] expected = [.. Enumerable.Repeat<byte>(1, 200), .. new byte[100]];
        Assert.Equal(expected, File.ReadAllBytes(path));
    }

    [Fact]
    public void Goals_are_for_one_collection_and_for_the_number_of_points()
    {
        Measurement created = Row(EmptyCollections.CreatedCase, "2000 collections of one vector") with
        {
            Seconds = 30,
            ResidentBytes = 40e6,
            Params = new() { ["collections"] = 2_000, ["diskBytes"] = 24_000_000L },
        };
        Measurement opened = Row(EmptyCollections.OpenedCase, created.Data) with { Seconds = 1 };
        Measurement stopped = Row(Restarts.StoppedCase, "1000000 x 384") with
        {
            Seconds = 5,
            Recall = 0.95,
            Params = new() { ["recallBefore"] = 0.97 },
        };
        Measurement killed = Row(Restarts.KilledCase, "1000000 x 384") with
        {
            Seconds = 1.5,
            Params = new() { ["lost"] = 0ul },
        };
        Measurement upsert = Row(WaitedUpserts.UpsertCase, "") with { P50Us = 550, P99Us = 2_500 };

        GoalResult[] goals = [.. StorageGoals.Of([created, opened, stopped, killed, upsert])];

        Assert.Equal(
            ["20", "12", "15", "0.5", "5", "0.02", "1.5", "0", "0.55", "2.5"], goals.Select(goal => goal.Measured));
        Assert.Equal(
            [true, true, false, true, true, false, false, true, true, false], goals.Select(goal => goal.IsMet));
        Assert.Equal("≤ 3", StorageGoals.Of([stopped with { Data = "100000 x 384" }]).First().Wanted);
        Assert.Empty(StorageGoals.Of([]));
    }

    [Fact]
    public void The_report_has_every_case_that_was_measured()
    {
        Measurement bare = Row(WaitedUpserts.BareCase, "") with { P50Us = 400, P99Us = 900 };
        Measurement together = Row(WaitedUpserts.ClientsCase, "") with
        {
            Qps = 4_321,
            Params = new() { ["clients"] = 16 },
        };
        var text = new StringWriter();

        StorageReport.Print(text, [bare, together]);

        Assert.Contains(WaitedUpserts.BareCase, text.ToString(), StringComparison.Ordinal);
        Assert.Contains("4321", text.ToString(), StringComparison.Ordinal);
    }

    private static Measurement Row(string name, string data) => new() { Suite = "storage", Case = name, Data = data };
}
