using NeuralSearch.Testing.Faults;
using NeuralSearch.Testing.Faults.Disks;

namespace NeuralSearch.IntegrationTests.Durability;

/// <summary>Disks that fail, fill up, stop or become read-only under a running node.</summary>
public sealed class FailingDiskTests
{
    [Fact]
    public async Task A_sync_that_fails_once_is_final_for_its_collection_and_loses_nothing()
    {
        Assert.SkipWhen(FaultShim.WhyAbsent is not null, FaultShim.WhyAbsent ?? "");

        Judge(await FailingSyncs.RunAsync(4, TestSeed.Choose()));
    }

    [Fact]
    public async Task A_collection_whose_coming_or_going_was_not_synced_can_be_created_and_used_again()
    {
        Assert.SkipWhen(FaultShim.WhyAbsent is not null, FaultShim.WhyAbsent ?? "");

        Judge(await FailingSyncs.RunOnCollectionsAsync(TestSeed.Choose()));
    }

    [Fact]
    public async Task A_disk_that_is_full_or_read_only_refuses_writes_reads_go_on_and_writes_resume()
    {
        Assert.SkipWhen(MountedDisk.WhyAbsent is not null, MountedDisk.WhyAbsent ?? "");

        Judge(await OrSkipAsync(() => FullDisks.RunAsync(1, TestSeed.Choose())));
    }

    [Fact]
    public async Task A_file_system_that_stops_as_in_a_power_cut_has_what_was_acknowledged()
    {
        Assert.SkipWhen(MountedDisk.WhyAbsent is not null, MountedDisk.WhyAbsent ?? "");

        Judge(await OrSkipAsync(() => FilesystemShutdowns.RunAsync(4, TestSeed.Choose())));
    }

    private static async Task<FaultResult> OrSkipAsync(Func<Task<FaultResult>> run)
    {
        try
        {
            return await run();
        }
        catch (NotSupportedException error)
        {
            Assert.Skip(error.Message);
            throw;
        }
    }

    private static void Judge(FaultResult result)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(result.ToString());
        Assert.True(result.Violations.Count == 0, result.ToString());
    }
}
