using System.ComponentModel.DataAnnotations;
using NeuralSearch.VectorNode;
using Xunit;

namespace NeuralSearch.UnitTests.VectorNode;

public sealed class VectorNodeOptionsTests
{
    [Theory]
    [InlineData("2GB", 2_000_000_000L)]
    [InlineData("1GiB", 1L << 30)]
    [InlineData("none", null)]
    public void The_budget_is_read_as_it_is_written(string text, long? bytes)
    {
        var options = new VectorNodeOptions { DataPath = "d", Memory = text };

        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        Assert.Equal(bytes, options.MemoryBytes);
    }

    [Fact]
    public void Without_one_it_is_four_fifths_of_what_there_is()
    {
        long all = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

        Assert.InRange(new VectorNodeOptions().MemoryBytes ?? 0, all * 0.79, all * 0.8);
        Assert.True(all > 0);
    }

    [Fact]
    public void A_wrong_one_is_refused_with_the_forms_that_are_allowed()
    {
        var options = new VectorNodeOptions { DataPath = "d", Memory = "lots" };

        ValidationResult error = Assert.Single(options.Validate(new ValidationContext(options)));

        Assert.Equal([nameof(VectorNodeOptions.Memory)], error.MemberNames);
        Assert.Contains("such as 2GB, or 'none' (--memory)", error.ErrorMessage, StringComparison.Ordinal);
    }
}
