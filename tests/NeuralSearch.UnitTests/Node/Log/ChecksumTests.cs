using NeuralSearch.Node.Log;
using Xunit;

namespace NeuralSearch.UnitTests.Node.Log;

public sealed class ChecksumTests
{
    [Fact]
    public void The_checksum_is_CRC_32C() => Assert.Equal(0xE3069283u, Checksum.Crc32C("123456789"u8));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(4096)]
    public void A_checksum_in_two_parts_is_that_of_the_whole(int cut)
    {
        byte[] bytes = LogScenario.Bytes(new Random(1), 4096);

        uint state = Checksum.Continue(Checksum.Initial, bytes.AsSpan(0, cut));

        Assert.Equal(Checksum.Crc32C(bytes), ~Checksum.Continue(state, bytes.AsSpan(cut)));
    }
}
