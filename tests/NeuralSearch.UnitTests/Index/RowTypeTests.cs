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
    [InlineData(RowType.Float16, RowPlacement.Memory)]
    [InlineData(RowType.Float16, RowPlacement.Mapped)]
    public void An_opened_index_has_the_type_and_the_rows_it_was_saved_with(RowType type, RowPlacement placement)
    {
        const int Dimensions = 40;
        using var temporary = new TemporaryFolder();
        var folder = Path.Combine(temporary.Path, "index");
        var rows = SyntheticRows.Uniform(3_000, Dimensions, seed: 151);
        using var before = new VectorIndex(Dimensions, Metric.Euclid, rowType: type);
        foreach (var row in rows) before.Append(row);
        while (before.IndexNext(1_000)) { }
        before.Save(folder);

        using var index = VectorIndex.Open(folder, rows: placement);

        Assert.Equal(type, index.RowType);
        var (expected, results) = (new Neighbor[K], new Neighbor[K]);
        var (row0, row1) = (new float[Dimensions], new float[Dimensions]);
        for (var i = 0u; i < 50; i++)
        {
            before.Search(rows[i], default, expected);
            index.Search(rows[i], default, results);
            Assert.Equal(expected, results);
            Assert.True(before.TryCopyRow(i, row0) && index.TryCopyRow(i, row1));
            Assert.Equal(row0, row1);
        }
    }
}
