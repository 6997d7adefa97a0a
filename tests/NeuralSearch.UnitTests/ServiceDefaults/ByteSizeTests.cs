using NeuralSearch.ServiceDefaults.Hosting;
using Xunit;

namespace NeuralSearch.UnitTests.ServiceDefaults;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("2000000000", 2_000_000_000)]
    [InlineData("512B", 512)]
    [InlineData("3KB", 3_000)]
    [InlineData("3KiB", 3_072)]
    [InlineData("500 mb", 500_000_000)]
    [InlineData("2GB", 2_000_000_000)]
    [InlineData("1.5GiB", 1_610_612_736)]
    [InlineData(" 1TB ", 1_000_000_000_000)]
    public void Usual_spellings_are_read(string text, long expected)
    {
        Assert.True(ByteSize.TryParse(text, out long bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("GB")]
    [InlineData("0")]
    [InlineData("0.1")]
    [InlineData("-1GB")]
    [InlineData("2G")]
    [InlineData("2 potatoes")]
    [InlineData("1,5GB")]
    [InlineData("1.2.3")]
    [InlineData("2GBs")]
    [InlineData("99999999999TB")]
    public void Anything_else_is_not(string? text) => Assert.False(ByteSize.TryParse(text, out _));
}
