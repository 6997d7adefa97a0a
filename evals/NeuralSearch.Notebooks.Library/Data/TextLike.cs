using NeuralSearch.Index;

namespace NeuralSearch.Notebooks.Library;

/// <summary>
/// Rows in the shape of text embeddings, without a text: topics of unequal size, each a centre in a space of few
/// dimensions with points around it, laid into 384 dimensions, with a little noise everywhere.
/// </summary>
/// <remarks>What makes them hard is kept: few effective dimensions, crowded clusters, no two rows opposite.</remarks>
internal static class TextLike
{
    private const int Dimensions = 384;
    private const int Rank = 48;
    private const int Topics = 400;
    private const float Spread = 0.8f;
    private const float Noise = 0.02f;
    private const int Seed = 42;

    public static Dataset Generate(int rows, int queries)
    {
        var random = new Random(Seed);
        float[][] directions = [.. Enumerable.Range(0, Rank).Select(j => Normals(random, Dimensions, Decay(j)))];
        float[] common = Normals(random, Dimensions, 0.5f);
        float[][] centres = [.. Enumerable.Range(0, Topics).Select(_ => Normals(random, Rank, 1))];
        return new Dataset(
            "text-like",
            $"generated in the shape of text embeddings, seed {Seed}",
            Make(rows, Seed + 1),
            Make(queries, Seed + 2));

        float[][] Make(int count, int seed)
        {
            var made = new float[count][];
            // A source of numbers for each row: what a row is does not depend on the threads that make them.
            Parallel.For(0, count, i => made[i] = Row(new Random(HashCode(seed, i)), directions, common, centres));
            return made;
        }
    }

    private static float[] Row(Random random, float[][] directions, float[] common, float[][] centres)
    {
        // The square makes low topics the large ones, as Zipf has it for words.
        float[] centre = centres[(int)(Math.Pow(random.NextDouble(), 2) * Topics)];
        float[] row = Normals(random, Dimensions, Noise);
        for (int a = 0; a < Dimensions; a++) row[a] += common[a];
        for (int j = 0; j < Rank; j++)
        {
            float along = centre[j] + Spread * Normal(random);
            float[] direction = directions[j];
            for (int a = 0; a < Dimensions; a++) row[a] += along * direction[a];
        }

        VectorMath.Normalize(row);
        return row;
    }

    /// <summary>The spectrum of embeddings falls: the first directions say most.</summary>
    private static float Decay(int j) => 1 / MathF.Sqrt(j + 1);

    private static int HashCode(int seed, int i) => unchecked(seed * 1_000_003 + i * 7_919);

    private static float[] Normals(Random random, int count, float scale)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = scale * Normal(random);
        return values;
    }

    /// <summary>By Box and Muller.</summary>
    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
