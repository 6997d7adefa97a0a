using NeuralSearch.Evals.Ann.Engines;
using NeuralSearch.Evals.Reports;
using Xunit;

namespace NeuralSearch.UnitTests.Evals.Reports;

public sealed class MachineTests
{
    [Fact]
    public void What_others_took_is_what_was_busy_but_not_ours()
    {
        CpuClock before = CpuClock.Read("cpu  100 0 50 800 10 5 5 0 0 0\ncpu0 …", "7 (a) b) S 1 1 1 0 -1 0 0 0 0 0 10 5 20 5 20");
        CpuClock after = CpuClock.Read("cpu  160 0 60 900 10 5 5 30 0 0\ncpu0 …", "7 (a) b) S 1 1 1 0 -1 0 0 0 0 0 30 15 40 5 20");

        // 200 ticks went by, 100 of them busy (30 of these stolen), 50 of them ours.
        Assert.Equal(0.25, after.ShareOfOthersSince(before), 9);
    }

    [Fact]
    public void Memory_of_its_own_and_of_files_are_told_apart()
    {
        ResidentMemory memory = ResidentMemory.Read(["Name:\tx", "VmRSS:\t  30 kB", "RssAnon:\t  10 kB", "RssFile:\t  20 kB"]);

        Assert.Equal(new ResidentMemory(10_240, 20_480), memory);
        Assert.Throws<InvalidDataException>(() => ResidentMemory.Read(["RssAnon:\t  10 kB"]));
    }

    [Theory]
    [InlineData("x.dll ann --json FILE --record", "evals ann --record")]
    [InlineData("x.dll ann --record --json=FILE", "evals ann --record")]
    public void A_recorded_command_names_no_file_of_this_machine(string typed, string recorded)
    {
        Assert.Equal(recorded, MachineWatch.Command(typed.Split(' ')));
    }
}
