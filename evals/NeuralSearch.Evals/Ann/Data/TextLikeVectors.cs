using System.Numerics.Tensors;
using NeuralSearch.Index;

namespace NeuralSearch.Evals.Ann.Data;

/// <summary>
/// Vectors shaped like text embeddings: topics of Zipf-like size, each spread along its own directions in a latent
/// space whose spectrum falls like 1/j, a common mean (no two are opposite), and a tenth of noise in all dimensions.
/// </summary>
/// <remarks>
/// The model, its constants and its streams of random numbers are those of `gen.cpp` in ../shared/data/vectors, so
/// that `text768` here is `text768` there up to the rounding of float32 sums (a test compares them). Row i depends on
/// (seed, i) only: fewer rows are the first rows of more, and queries follow after all rows that a full set has.
/// </remarks>
internal sealed class TextLikeVectors
{
    private const double MeanScale = 0.5;
    private const double TopicScaleSpread = 0.6;
    private const double TopicWeightExponent = -0.6;
    private const int TopicWeightShift = 8;
    private const double PointSpread = 0.75;
    private const double PointScaleSpread = 0.25;
    private const double NoiseShare = 0.10;

    private readonly int _dimensions;
    private readonly int _rank;
    private readonly int _topics;
    private readonly ulong _seed;
    private readonly float[] _projection; // float32[rank, d]
    private readonly float[] _mean;
    private readonly double[] _topicCentre; // float64[topics, rank]
    private readonly double[] _topicScale;
    private readonly double[] _topicCumulativeWeight;
    private readonly double _noise;

    public TextLikeVectors(int dimensions, int rank, int topics, ulong seed)
    {
        (_dimensions, _rank, _topics, _seed) = (dimensions, rank, topics, seed);
        var random = new Xoshiro256(unchecked(seed * 1_000_003 + 17));
        double[] spectrum = [.. Enumerable.Range(1, rank).Select(j => Math.Pow(j, -0.5))];
        double root = Math.Sqrt(dimensions);
        _noise = NoiseShare * Math.Sqrt(spectrum.Sum(s => s * s)) / root;
        _projection = new float[rank * dimensions];
        for (int i = 0; i < _projection.Length; i++) _projection[i] = (float)(random.NextNormal() / root);
        _mean = new float[dimensions];
        for (int i = 0; i < dimensions; i++) _mean[i] = (float)(MeanScale * random.NextNormal() / root);
        _topicCentre = new double[topics * rank];
        _topicScale = new double[topics * rank];
        _topicCumulativeWeight = new double[topics];
        double total = 0;
        for (int t = 0; t < topics; t++)
        {
            for (int j = 0; j < rank; j++) _topicCentre[t * rank + j] = spectrum[j] * random.NextNormal();
            for (int j = 0; j < rank; j++)
                _topicScale[t * rank + j] = spectrum[j] * Math.Exp(TopicScaleSpread * random.NextNormal());
            total += Math.Pow(t + TopicWeightShift, TopicWeightExponent);
            _topicCumulativeWeight[t] = total;
        }

        for (int t = 0; t < topics; t++) _topicCumulativeWeight[t] /= total;
    }

    /// <summary>Rows first … first + count - 1, of unit length.</summary>
    public RowMatrix Rows(int first, int count)
    {
        RowMatrix rows = RowMatrix.Empty(count, _dimensions);
        Parallel.For(0, count, i => Fill((ulong)(first + i), rows[i]));
        return rows;
    }

    private void Fill(ulong number, Span<float> row)
    {
        var random = new Xoshiro256(unchecked(_seed * 0x9e3779b97f4a7c15 ^ (number + 1) * 0xd1342543de82ef95));
        int topic = TopicOf(random.NextUniform());
        double scale = PointSpread * Math.Exp(PointScaleSpread * random.NextNormal());
        Span<float> latent = stackalloc float[_rank];
        for (int j = 0; j < _rank; j++)
        {
            int at = topic * _rank + j;
            latent[j] = (float)(_topicCentre[at] + scale * _topicScale[at] * random.NextNormal());
        }

        for (int a = 0; a < row.Length; a++) row[a] = _mean[a] + (float)(_noise * random.NextNormal());
        for (int j = 0; j < _rank; j++)
        {
            ReadOnlySpan<float> direction = _projection.AsSpan(j * _dimensions, _dimensions);
            TensorPrimitives.MultiplyAdd(direction, latent[j], row, row);
        }

        VectorMath.Normalize(row);
    }

    /// <summary>The first topic whose cumulative weight is not below u.</summary>
    private int TopicOf(double u)
    {
        int found = Array.BinarySearch(_topicCumulativeWeight, u);
        return Math.Min(found < 0 ? ~found : found, _topics - 1);
    }
}
