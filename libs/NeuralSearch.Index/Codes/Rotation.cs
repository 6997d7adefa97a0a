using System.Numerics;
using System.Runtime.Intrinsics;

namespace NeuralSearch.Index;

/// <summary>
/// A fixed random rotation of float32[d] in O(d log d): lengths and angles stay, and what a row has in a few components
/// is spread evenly over all of them, so that the signs of a rotated row say as much about it as d bits can. Immutable;
/// safe for any threads.
/// </summary>
/// <remarks>
/// <para>Random signs and Hadamard transforms, as the fast Johnson-Lindenstrauss transform has them (Ailon &amp;
/// Chazelle 2009), where RaBitQ (arXiv:2405.12497, section 3.1.2) draws a dense orthogonal matrix of d² floats. A
/// Hadamard transform takes a power of two p; with p the largest one ≤ d, windows of p components at the beginning and
/// at the end of the row take turns. They overlap by 2p − d, so after two turns each everything is mixed, and a row
/// keeps its d components instead of being padded to the next power of two.</para>
/// <para>All widths add the same numbers in the same order, so a rotated row has the same bits everywhere.</para>
/// </remarks>
internal sealed unsafe class Rotation
{
    private const int Rounds = 4;
    private const int Seed = 1_234_567;
    private readonly int _window;

    /// <summary>A factor a round and component: a random sign and, inside the round's window, 1/√p.</summary>
    private readonly float[] _factors;

    public Rotation(int dimensions)
    {
        Dimensions = dimensions;
        _window = 1 << BitOperations.Log2((uint)dimensions);
        _factors = new float[Rounds * dimensions];
        var random = new Random(Seed);
        var scale = 1 / MathF.Sqrt(_window);
        for (var i = 0; i < _factors.Length; i++)
        {
            var fromStart = i % dimensions - WindowStart(i / dimensions);
            var size = fromStart >= 0 && fromStart < _window ? scale : 1;
            _factors[i] = random.Next(2) == 0 ? size : -size;
        }
    }

    public int Dimensions { get; }

    /// <summary>Rotates a float32[d] in place.</summary>
    public void Apply(float* row)
    {
        fixed (float* factors = _factors)
        {
            for (var round = 0; round < Rounds; round++)
            {
                Multiply(row, factors + round * Dimensions, Dimensions);
                Hadamard(row + WindowStart(round), _window);
            }
        }
    }

    private int WindowStart(int round) => round % 2 == 0 ? 0 : Dimensions - _window;

    private static void Multiply(float* row, float* factors, int count)
    {
        var i = 0;
        for (; i + Vector<float>.Count <= count; i += Vector<float>.Count)
            (Vector.Load(row + i) * Vector.Load(factors + i)).Store(row + i);
        for (; i < count; i++) row[i] *= factors[i];
    }

    /// <summary>
    /// The Walsh-Hadamard transform of a power of two of components, unscaled: for h = 1, 2, 4 … every pair of
    /// components h apart becomes its sum and its difference.
    /// </summary>
    private static void Hadamard(float* x, int count)
    {
        var h = 1;
        if (count >= 8)
        {
            for (var i = 0; i < count; i += 8)
            {
                var low = OfFour(Vector128.Load(x + i));
                var high = OfFour(Vector128.Load(x + i + 4));
                (low + high).Store(x + i);
                (low - high).Store(x + i + 4);
            }

            h = 8;
        }

        // Two values of h in one pass, because loads and stores cost more than the sums.
        for (; 2 * h < count && h >= Vector<float>.Count; h *= 4)
            for (var i = 0; i < count; i += 4 * h) OfFourBlocks(x + i, h);
        for (; h < count; h *= 2)
        {
            for (var i = 0; i < count; i += 2 * h) OfTwoBlocks(x + i, h);
        }
    }

    private static Vector128<float> OfFour(Vector128<float> x)
    {
        x = Vector128.Shuffle(x, Vector128.Create(1, 0, 3, 2)) + x * Vector128.Create(1f, -1, 1, -1);
        return Vector128.Shuffle(x, Vector128.Create(2, 3, 0, 1)) + x * Vector128.Create(1f, 1, -1, -1);
    }

    private static void OfTwoBlocks(float* x, int h)
    {
        var i = 0;
        for (; i + Vector<float>.Count <= h; i += Vector<float>.Count)
        {
            var a = Vector.Load(x + i);
            var b = Vector.Load(x + h + i);
            (a + b).Store(x + i);
            (a - b).Store(x + h + i);
        }

        for (; i < h; i++) (x[i], x[h + i]) = (x[i] + x[h + i], x[i] - x[h + i]);
    }

    private static void OfFourBlocks(float* x, int h)
    {
        for (var i = 0; i < h; i += Vector<float>.Count)
        {
            var a = Vector.Load(x + i);
            var b = Vector.Load(x + h + i);
            var c = Vector.Load(x + 2 * h + i);
            var d = Vector.Load(x + 3 * h + i);
            var (sum0, difference0, sum1, difference1) = (a + b, a - b, c + d, c - d);
            (sum0 + sum1).Store(x + i);
            (difference0 + difference1).Store(x + h + i);
            (sum0 - sum1).Store(x + 2 * h + i);
            (difference0 - difference1).Store(x + 3 * h + i);
        }
    }
}
