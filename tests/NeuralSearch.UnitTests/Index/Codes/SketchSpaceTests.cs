using NeuralSearch.Index;
using Xunit;

namespace NeuralSearch.UnitTests.Index.Codes;

public sealed unsafe class SketchSpaceTests
{
    private const int Dimensions = 96;
    private const int ClusterCount = 20;

    [Theory]
    [InlineData("bits")]
    [InlineData("nibbles")]
    public void Rows_of_a_narrow_cluster_are_told_apart(string kind)
    {
        var rows = NarrowClusters(2_000, seed: 96);
        var space = Train(rows);
        var query = rows[0];
        var neighbors = rows.Where((_, i) => i % ClusterCount == 0).Skip(1).ToArray();

        var estimates = neighbors.Select(row => kind == "bits"
            ? Estimate<BitSketch>(space, query, row) : Estimate<NibbleSketch>(space, query, row)).ToArray();

        // All of the cluster is about as far from the query; the distance to other clusters is 100 times that.
        var exact = neighbors.Select(row => Exact(query, row)).ToArray();
        var deviation = Math.Sqrt(estimates.Zip(exact, (x, y) => (x - y) * (x - y)).Average());
        Assert.InRange(deviation / exact.Average(), 0, kind == "bits" ? 0.25 : 0.1);
    }

    [Fact]
    public void More_centres_than_rows_are_not_made()
    {
        var row = SyntheticRows.Uniform(1, Dimensions, seed: 97);
        var space = Train(row);
        var rotated = new float[Dimensions];

        space.Rotate(row[0], rotated);
        var center = space.Nearest(rotated, out var squaredDistance);

        Assert.Equal(0, center);
        Assert.Equal(0, squaredDistance);
    }

    [Fact]
    public void Clusters_that_came_after_the_training_are_drift_and_more_of_the_same_are_not()
    {
        var early = NarrowClusters(2_000, seed: 98);
        var late = NarrowClusters(2_000, seed: 99);
        var mixed = early.Concat(late).ToArray();
        var current = Train(early);

        Assert.True(DriftWatch.IsBetter(Train(mixed), current, Flat(mixed)));
        Assert.False(DriftWatch.IsBetter(Train(early), current, Flat(early)));
    }

    /// <summary>Row i is of cluster i % <see cref="ClusterCount"/>, whose spread is a tenth of the centres'.</summary>
    private static float[][] NarrowClusters(int count, int seed)
    {
        var centers = SyntheticRows.Uniform(ClusterCount, Dimensions, seed);
        var noise = SyntheticRows.Uniform(count, Dimensions, seed + 1000);
        return [.. noise.Select((row, i) =>
            row.Select((x, j) => centers[i % ClusterCount][j] + (x - 0.5f) / 10).ToArray())];
    }

    private static SketchSpace Train(float[][] rows)
    {
        var sample = Flat(rows);
        return SketchSpace.Train(sample, ScalarQuantizer.Train(sample, Dimensions), new Rotation(Dimensions));
    }

    private static float[] Flat(float[][] rows) => [.. rows.SelectMany(row => row)];

    private static double Exact(float[] x, float[] y) => x.Zip(y, (a, b) => ((double)a - b) * (a - b)).Sum();

    /// <summary>In the unit of the rows.</summary>
    private static double Estimate<TSketch>(SketchSpace space, float[] query, float[] row)
        where TSketch : struct, ISketch
    {
        var memory = GC.AllocateArray<byte>(
            128 + TSketch.QueryBytes(Dimensions) + TSketch.RowBytes(Dimensions), pinned: true);
        var rotated = new float[Dimensions];
        fixed (byte* start = memory)
        {
            var prepared = start + (-(nint)start & 63);
            var encoded = prepared + TSketch.QueryBytes(Dimensions);
            space.Rotate(query, rotated);
            space.Distances(rotated, SketchRow.CenterDistances(prepared));
            TSketch.Prepare(rotated, prepared);
            space.Rotate(row, rotated);
            var number = space.Nearest(rotated, out _);
            var center = space.Center(number).ToArray();
            TSketch.Encode(rotated.Zip(center, (x, c) => x - c).ToArray(), center, number, encoded);
            return TSketch.Evaluate(prepared, encoded, (nuint)TSketch.CodeBytes(Dimensions)) * space.SquaredUnit;
        }
    }
}
