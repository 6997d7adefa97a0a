namespace NeuralSearch.Index;

/// <summary>
/// A metric as a type, so that a search is compiled once per metric and nothing is decided inside a loop.
/// </summary>
internal unsafe interface IDistance
{
    /// <summary>
    /// The engine's distance of two rows of <paramref name="length"/> components, each as the type has it; smaller is
    /// closer.
    /// </summary>
    static abstract float Evaluate(void* x, void* y, nuint length);
}

/// <summary>−(x·y): <see cref="Metric.Cosine"/> of unit rows and <see cref="Metric.Dot"/>.</summary>
internal readonly unsafe struct NegatedDot<TX, TY> : IDistance
    where TX : struct, IComponents
    where TY : struct, IComponents
{
    public static float Evaluate(void* x, void* y, nuint length) =>
        -Aggregate<ProductOperator, TX, TY>.Sum(x, y, length);
}

/// <summary>‖x−y‖²: <see cref="Metric.Euclid"/>.</summary>
internal readonly unsafe struct EuclidSquared<TX, TY> : IDistance
    where TX : struct, IComponents
    where TY : struct, IComponents
{
    public static float Evaluate(void* x, void* y, nuint length) =>
        Aggregate<SquaredDifferenceOperator, TX, TY>.Sum(x, y, length);
}

/// <summary>Σ|xᵢ−yᵢ|: <see cref="Metric.Manhattan"/>.</summary>
internal readonly unsafe struct ManhattanDistance<TX, TY> : IDistance
    where TX : struct, IComponents
    where TY : struct, IComponents
{
    public static float Evaluate(void* x, void* y, nuint length) =>
        Aggregate<AbsoluteDifferenceOperator, TX, TY>.Sum(x, y, length);
}
