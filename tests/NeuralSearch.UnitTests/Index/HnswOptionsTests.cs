using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index;

public sealed class HnswOptionsTests
{
    [Fact]
    public void Defaults_are_valid()
    {
        HnswOptions.Default.Validate();
    }

    [Theory]
    [InlineData(3, 100, 64, "HnswOptions.M must lie in 4…128")]
    [InlineData(129, 100, 64, "HnswOptions.M must lie in 4…128")]
    [InlineData(16, 3, 64, "HnswOptions.EfConstruction must lie in 4…4096")]
    [InlineData(16, 100, 0, "HnswOptions.Ef must lie in 1…65536")]
    public void A_parameter_out_of_range_is_named_with_its_range(int m, int efConstruction, int ef, string expected)
    {
        var options = new HnswOptions { M = m, EfConstruction = efConstruction, Ef = ef };

        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new VectorIndex(4, Metric.Euclid, options));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Codes_that_are_none_are_refused_with_those_there_are()
    {
        var options = new HnswOptions { Codes = (VectorCodes)7 };

        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new VectorIndex(4, Metric.Euclid, options));

        Assert.Contains("HnswOptions.Codes must be one of Automatic, Raw, U8", exception.Message,
            StringComparison.Ordinal);
    }
}
