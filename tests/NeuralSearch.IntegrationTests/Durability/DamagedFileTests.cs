using NeuralSearch.Testing.Faults;

namespace NeuralSearch.IntegrationTests.Durability;

/// <summary>Files that hold other bytes than were written; a sample of what <c>evals durability</c> tries.</summary>
public sealed class DamagedFileTests
{
    [Fact]
    public async Task A_tail_torn_at_any_byte_is_cut_with_one_warning_and_the_history_before_it_is_whole() =>
        Judge(await TornTails.RunAsync(stride: 9, TestSeed.Choose()));

    [Fact]
    public async Task A_bit_that_flips_in_any_file_is_told_with_file_and_offset_or_changes_no_answer() =>
        Judge(await FlippedBits.RunAsync(bitsOfAFile: 16, TestSeed.Choose()));

    private static void Judge(FaultResult result)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(result.ToString());
        Assert.True(result.Violations.Count == 0, result.ToString());
    }
}
