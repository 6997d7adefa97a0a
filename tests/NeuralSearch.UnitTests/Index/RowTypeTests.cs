using NeuralSearch.Index;
using NeuralSearch.UnitTests.Node;
using Xunit;

namespace NeuralSearch.UnitTests.Index;

/// <summary>What an index stores, refuses and finds when its rows are not float32.</summary>
public sealed class RowTypeTests
{
    private const int K = 10;

    [Fact]
    public void Halves_are_rounded_to_the_nearest_even_and_given_back()
    {
        using var index = new VectorIndex(6, Metric.Euclid, rowType: RowType.Float16);
        var copy = new float[6];

        index.Append([1 + 1 / 2048f, 1 + 3 / 2048f, -65_504, 1e-8f, 5.9604645e-8f, 0.1f]);

        Assert.Equal(RowType.Float16, index.RowType);
        Assert.True(index.TryCopyRow(0, copy));
        Assert.Equal([1, 1 + 4 / 2048f, -65_504, 0, 5.9604645e-8f, (float)(Half)0.1f], copy);
    }

    [Theory]
    [InlineData(RowType.Float16, 65_505f, "Component 1 of the vector is 65505; rows of Float16 take −65504…65504.")]
    [InlineData(RowType.Float16, -1e30f, "Component 1 of the vector is -1E+30; rows of Float16 take −65504…65504.")]
    [InlineData(RowType.UInt8, 256f, "Component 1 of the vector is 256; rows of UInt8 take integers 0…255.")]
    [InlineData(RowType.UInt8, -1f, "Component 1 of the vector is -1; rows of UInt8 take integers 0…255.")]
    [InlineData(RowType.UInt8, 0.5f, "Component 1 of the vector is 0.5; rows of UInt8 take integers 0…255.")]
    public void Components_that_cannot_be_stored_are_refused_by_name_and_queries_are_not(
        RowType type, float component, string message)
    {
        using var index = new VectorIndex(2, Metric.Euclid, rowType: type);
        index.Append([1, 0]);

        var error = Assert.Throws<ArgumentException>(() => index.Append([0, component]));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(1u, index.Count);
        Assert.Equal(1, index.Search([0, component], default, new Neighbor[1]));
    }

    [Fact]
    public void The_first_component_that_cannot_be_stored_is_found_at_every_place()
    {
        foreach (var (type, good, bad) in new[]
        {
            (RowType.Float16, 65_504f, 65_504.004f), (RowType.UInt8, 255f, 255.5f), (RowType.Bits, 1f, 2f),
        })
        {
            for (var length = 1; length < 40; length++)
            {
                var row = new float[length];
                row[0] = -0f;
                Array.Fill(row, good, length / 2, length - length / 2);
                Assert.Equal(-1, RowConversion.IndexOfUnfit(type, row));
                for (var i = length - 1; i >= 0; i--)
                {
                    row[i] = bad;
                    Assert.Equal(i, RowConversion.IndexOfUnfit(type, row));
                }
            }
        }
    }

    [Theory]
    [InlineData(RowType.Float32, 300)]
    [InlineData(RowType.Float16, 300)]
    [InlineData(RowType.UInt8, 300)]
    [InlineData(RowType.Bits, 300)]
    public void Rows_of_any_length_are_given_back_as_they_were_stored(RowType type, int most)
    {
        for (var dimensions = 1; dimensions < most; dimensions++)
        {
            var rows = SyntheticRows.As(type, SyntheticRows.Uniform(3, dimensions, seed: dimensions));
            using var index = new VectorIndex(dimensions, MetricOf(type), rowType: type);
            foreach (var row in rows) index.Append(row);

            var copy = new float[dimensions];
            for (var i = 0u; i < 3; i++)
            {
                Assert.True(index.TryCopyRow(i, copy));
                Assert.Equal(rows[i], copy);
            }
        }
    }

    [Theory]
    [InlineData(RowType.Float32, 100, 448)]
    [InlineData(RowType.Float16, 100, 256)]
    [InlineData(RowType.UInt8, 100, 128)]
    [InlineData(RowType.Bits, 1, 8)]
    [InlineData(RowType.Bits, 128, 16)]
    [InlineData(RowType.Bits, 768, 96)]
    public void Rows_take_the_bytes_that_are_documented(RowType type, int dimensions, int bytes)
    {
        Assert.Equal((nuint)bytes, RowConversion.Bytes(type, dimensions));
    }

    [Fact]
    public void A_query_of_bits_must_be_bits()
    {
        using var index = new VectorIndex(3, Metric.Hamming, rowType: RowType.Bits);
        index.Append([1, 0, 1]);

        var atAppend = Assert.Throws<ArgumentException>(() => index.Append([1, 0, 2]));
        var atSearch = Assert.Throws<ArgumentException>(() => index.Search([1, -1, 0], default, new Neighbor[1]));
        var results = new Neighbor[1];
        index.Search([0, 1, 1], default, results);

        Assert.StartsWith("Component 2 of the vector is 2; rows of Bits take 0 and 1.", atAppend.Message,
            StringComparison.Ordinal);
        Assert.StartsWith("Component 1 of the vector is -1; rows of Bits take 0 and 1.", atSearch.Message,
            StringComparison.Ordinal);
        Assert.Equal(new Neighbor(0, 2), results[0]);
    }

    [Theory]
    [InlineData(Metric.Euclid, 3 * 3 + 4 * 4, 2.5f * 2.5f + 4 * 4)]
    [InlineData(Metric.Manhattan, 7, 6.5f)]
    [InlineData(Metric.Dot, -(250 * 253 + 10 * 6), -(250.5f * 253 + 10 * 6))]
    public void A_query_of_integers_and_one_of_fractions_have_exact_distances_to_bytes(
        Metric metric, float ofIntegers, float ofFractions)
    {
        using var index = new VectorIndex(2, metric, rowType: RowType.UInt8);
        index.Append([253, 6]);
        var results = new Neighbor[1];

        index.Search([250, 10], default, results);
        Assert.Equal(new Neighbor(0, ofIntegers), results[0]);

        index.Search([250.5f, 10], default, results);
        Assert.Equal(new Neighbor(0, ofFractions), results[0]);
    }

    [Fact]
    public void Cosine_divides_by_the_length_of_rows_of_bytes_and_takes_zero()
    {
        using var index = new VectorIndex(2, Metric.Cosine, rowType: RowType.UInt8);
        foreach (var row in new float[][] { [3, 4], [30, 40], [0, 0], [0, 9] }) index.Append(row);
        var results = new Neighbor[4];

        index.Search([0.6f, 0.8f], default, results);
        Assert.Equal([0u, 1u, 3u, 2u], results.Select(result => result.Offset));
        Assert.Equal([-1, -1, -0.8f, 0], results.Select(result => result.Distance), (x, y) => Math.Abs(x - y) < 1e-6);

        index.Search([1, 0], default, results);
        Assert.Equal([-0.6f, -0.6f, 0, 0], results.Select(result => result.Distance), (x, y) => Math.Abs(x - y) < 1e-6);

        var error = Assert.Throws<ArgumentException>(() => index.Search([3, 4], default, results));
        Assert.Contains("length 5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cosine_of_halves_checks_the_length_before_rounding()
    {
        using var index = new VectorIndex(3, Metric.Cosine, rowType: RowType.Float16);
        var row = SyntheticRows.Normalized(SyntheticRows.Uniform(1, 3, seed: 150))[0];
        var results = new Neighbor[1];

        index.Append(row);
        index.Search(row, default, results);
        var error = Assert.Throws<ArgumentException>(() => index.Append([1, 1, 0]));

        var stored = Array.ConvertAll(row, x => (float)(Half)x);
        Assert.Equal((float)ReferenceDistances.Distance(Metric.Cosine, row, stored), results[0].Distance, 1e-6f);
        Assert.Contains("length 1.414", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Metric.Hamming, RowType.Float32, VectorCodes.Automatic,
        "Hamming counts bits that differ: it takes rows of Bits, not Float32.")]
    [InlineData(Metric.Hamming, RowType.UInt8, VectorCodes.Automatic,
        "Hamming counts bits that differ: it takes rows of Bits, not UInt8.")]
    [InlineData(Metric.Euclid, RowType.Bits, VectorCodes.Automatic,
        "Rows of Bits take Hamming, not Euclid; as UInt8 they take any other metric.")]
    [InlineData(Metric.Euclid, RowType.UInt8, VectorCodes.U8,
        "HnswOptions.Codes is U8; rows of UInt8 are as short as codes and are traversed themselves: " +
        "they take Automatic or Raw.")]
    [InlineData(Metric.Hamming, RowType.Bits, VectorCodes.Bits1,
        "HnswOptions.Codes is Bits1; rows of Bits are as short as codes and are traversed themselves: " +
        "they take Automatic or Raw.")]
    public void What_makes_no_sense_is_refused_with_what_does(
        Metric metric, RowType type, VectorCodes codes, string message)
    {
        var options = new HnswOptions { Codes = codes };

        var error = Assert.Throws<ArgumentException>(() => new VectorIndex(64, metric, options, type));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RowType.Float32, VectorCodes.U8)]
    [InlineData(RowType.Float16, VectorCodes.U8)]
    [InlineData(RowType.UInt8, VectorCodes.Raw)]
    [InlineData(RowType.Bits, VectorCodes.Raw)]
    public void Automatic_codes_are_rows_themselves_where_those_are_as_short(RowType type, VectorCodes codes)
    {
        using var index = new VectorIndex(768, MetricOf(type), rowType: type);

        Assert.Equal(codes, index.Codes);
        Assert.True(index.HasGraph);
    }

    [Fact]
    public void A_type_that_there_is_not_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorIndex(1, Metric.Euclid, rowType: (RowType)9));
    }

    [Fact]
    public void Distances_are_exact_with_respect_to_what_is_stored()
    {
        using var index = new VectorIndex(1, Metric.Euclid, rowType: RowType.Float16);
        index.Append([0.1f]);
        var results = new Neighbor[1];

        index.Search([0.1f], default, results);

        var difference = 0.1f - (float)(Half)0.1f;
        Assert.NotEqual(0, difference);
        Assert.Equal(difference * difference, results[0].Distance);
    }

    [Theory]
    [InlineData(RowType.Float16, Placement.Memory)]
    [InlineData(RowType.Float16, Placement.MappedRows)]
    [InlineData(RowType.UInt8, Placement.Memory)]
    [InlineData(RowType.UInt8, Placement.MappedRows)]
    [InlineData(RowType.Bits, Placement.Memory)]
    [InlineData(RowType.Bits, Placement.MappedRows)]
    public void An_opened_index_has_the_type_and_the_rows_it_was_saved_with(RowType type, Placement placement)
    {
        const int Dimensions = 40;
        using var temporary = new TemporaryFolder();
        var folder = Path.Combine(temporary.Path, "index");
        var rows = SyntheticRows.As(type, SyntheticRows.Uniform(3_000, Dimensions, seed: 151));
        using var before = new VectorIndex(Dimensions, MetricOf(type), rowType: type);
        foreach (var row in rows) before.Append(row);
        while (before.IndexNext(1_000)) { }
        for (var i = 0u; i < 3_000; i += 2) before.Delete(i + 1);
        while (before.MergeNext(1_000)) { }
        before.Save(folder);

        using var index = VectorIndex.Open(folder, placement: placement);

        Assert.Equal(type, index.RowType);
        var (expected, results) = (new Neighbor[K], new Neighbor[K]);
        var (row0, row1) = (new float[Dimensions], new float[Dimensions]);
        for (var i = 0u; i < 50; i++)
        {
            before.Search(rows[i], default, expected);
            index.Search(rows[i], default, results);
            Assert.Equal(expected, results);
            Assert.Equal(before.TryCopyRow(i, row0), index.TryCopyRow(i, row1));
            Assert.Equal(row0, row1);
        }

        Assert.Equal(3_000u, index.Append(rows[5]));
        index.Search(rows[5], default, results);
        Assert.Contains(3_000u, results.Select(result => result.Offset));
    }

    private static Metric MetricOf(RowType type) => type == RowType.Bits ? Metric.Hamming : Metric.Euclid;
}
