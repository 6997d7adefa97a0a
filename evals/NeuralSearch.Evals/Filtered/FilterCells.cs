using NeuralSearch.Evals.Ann.Data;
using NeuralSearch.Index;

namespace NeuralSearch.Evals.Filtered;

/// <summary>The filters of a run. They depend on the rows, the queries and the seed, and on nothing else.</summary>
internal static class FilterCells
{
    public const double KeywordShare = 0.2;

    /// <summary>Directions among which a query finds one along which it lies far out.</summary>
    private const int Directions = 16;

    public static IReadOnlyList<double> RandomShares { get; } = [0.5, 0.2, 0.1, 0.05, 0.01, 0.001];

    public static IReadOnlyList<double> CorrelatedShares { get; } = [0.5, 0.2, 0.1, 0.05, 0.01];

    public static IEnumerable<FilterCell> Create(VectorSet set, ulong seed)
    {
        var random = new Xoshiro256(seed);
        foreach (double share in RandomShares)
            yield return new FilterCell(FilterKind.Random, share, Same(set, Draw(ref random, set.Base.Count, share)));

        PointBitmap both = Draw(ref random, set.Base.Count, KeywordShare);
        both.IntersectWith(Draw(ref random, set.Base.Count, KeywordShare));
        yield return new FilterCell(FilterKind.And, KeywordShare * KeywordShare, Same(set, both));

        HalfSpaces[] spaces = [.. Enumerable.Range(0, Directions).Select(_ => new HalfSpaces(set, Direction(ref random, set)))];
        foreach (double share in CorrelatedShares)
            yield return new FilterCell(FilterKind.Fixed, share, Same(set, spaces[0].Side(isHigh: true, share)));
        foreach (double share in CorrelatedShares)
            yield return new FilterCell(FilterKind.Far, share, Far(set, spaces, share));
    }

    /// <summary>For each query the half-space on whose other side it lies deepest.</summary>
    private static QueryFilters Far(VectorSet set, HalfSpaces[] spaces, double share)
    {
        var bitmaps = new List<PointBitmap>();
        var numbers = new Dictionary<(int Space, bool IsHigh), int>();
        int[] numberOf = new int[set.Queries.Count];
        for (int q = 0; q < numberOf.Length; q++)
        {
            (int Space, bool IsHigh) best = Enumerable.Range(0, spaces.Length)
                .Select(i => (Space: i, Below: spaces[i].ShareBelow(set.Queries[q])))
                .MaxBy(at => Math.Abs(at.Below - 0.5)) is var at ? (at.Space, at.Below < 0.5) : default;
            if (!numbers.TryGetValue(best, out numberOf[q]))
            {
                numbers[best] = numberOf[q] = bitmaps.Count;
                bitmaps.Add(spaces[best.Space].Side(best.IsHigh, share));
            }
        }

        return new QueryFilters(bitmaps, numberOf);
    }

    private static PointBitmap Draw(ref Xoshiro256 random, int rows, double share)
    {
        var drawn = new PointBitmap((uint)rows);
        for (int wanted = RowsOf(share, rows); wanted > 0;)
            if (drawn.Add((uint)(random.Next() % (ulong)rows))) wanted--;
        return drawn;
    }

    private static float[] Direction(ref Xoshiro256 random, VectorSet set)
    {
        float[] direction = new float[set.Base.Dimensions];
        for (int i = 0; i < direction.Length; i++) direction[i] = (float)random.NextNormal();
        return direction;
    }

    private static QueryFilters Same(VectorSet set, PointBitmap bitmap) => QueryFilters.Same(bitmap, set.Queries.Count);

    private static int RowsOf(double share, int rows) => Math.Max(1, (int)Math.Round(share * rows));

    /// <summary>All rows in the order in which they lie along a direction.</summary>
    private sealed class HalfSpaces
    {
        private readonly float[] _direction;
        private readonly float[] _positions;
        private readonly int[] _rows;

        public HalfSpaces(VectorSet set, float[] direction)
        {
            _direction = direction;
            _positions = new float[set.Base.Count];
            for (int i = 0; i < _positions.Length; i++) _positions[i] = Position(set.Base[i]);
            _rows = [.. Enumerable.Range(0, _positions.Length)];
            Array.Sort(_positions, _rows);
        }

        /// <summary>The share of the rows that lie lower than this one.</summary>
        public double ShareBelow(ReadOnlySpan<float> row)
        {
            int at = Array.BinarySearch(_positions, Position(row));
            return (double)(at < 0 ? ~at : at) / _positions.Length;
        }

        /// <summary>The rows at one end.</summary>
        public PointBitmap Side(bool isHigh, double share)
        {
            var side = new PointBitmap((uint)_rows.Length);
            int count = RowsOf(share, _rows.Length);
            for (int i = 0; i < count; i++) side.Add((uint)_rows[isHigh ? ^(i + 1) : i]);
            return side;
        }

        private float Position(ReadOnlySpan<float> row) => -VectorMath.Distance(Metric.Dot, row, _direction);
    }
}
