using NeuralSearch.Index;

namespace NeuralSearch.UnitTests.Index;

/// <summary>Seeded rows of known shape; the test names its seed.</summary>
internal static class SyntheticRows
{
    /// <summary>Every component uniform in [−1, 1]: the hardest for a graph at a given dimension.</summary>
    public static float[][] Uniform(int count, int dimensions, int seed)
    {
        var random = new Random(seed);
        var rows = new float[count][];
        for (var i = 0; i < count; i++)
        {
            rows[i] = new float[dimensions];
            foreach (ref var value in rows[i].AsSpan()) value = (float)(random.NextDouble() * 2 - 1);
        }

        return rows;
    }

    /// <summary>Normal clouds around uniform centres, the cloud of each row drawn at random.</summary>
    public static float[][] Clustered(int count, int dimensions, int clusters, int seed)
    {
        // The centres do not depend on the seed of the rows, so that queries of another seed fall into the same clouds.
        var centers = Uniform(clusters, dimensions, 7_919);
        var random = new Random(seed);
        var rows = new float[count][];
        for (var i = 0; i < count; i++)
        {
            var center = centers[random.Next(clusters)];
            rows[i] = new float[dimensions];
            for (var j = 0; j < dimensions; j++) rows[i][j] = center[j] + 0.2f * Normal(random);
        }

        return rows;
    }

    public static float[][] Normalized(float[][] rows)
    {
        foreach (var row in rows) VectorMath.Normalize(row);
        return rows;
    }

    /// <summary>Rows of components about −1…1 as rows of a type take them, and give them back.</summary>
    public static float[][] As(RowType type, float[][] rows) => Array.ConvertAll(rows, row => Array.ConvertAll(row, x =>
        type switch
        {
            RowType.Float16 => (float)(Half)x,
            RowType.UInt8 => MathF.Round(Math.Clamp(127.5f + 80 * x, 0, 255)),
            RowType.Bits => x > 0 ? 1 : 0,
            _ => x,
        }));

    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
