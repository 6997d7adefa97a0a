using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralSearch.Index;

// MultiplyAddEstimate is one fused instruction where there is one, a multiplication and an addition elsewhere;
// FusedMultiplyAdd would call a software routine per lane on a machine without it.

/// <summary>f(x, y) = x·y.</summary>
internal readonly struct ProductOperator : IAggregateOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> sum, Vector512<float> x, Vector512<float> y) =>
        Vector512.MultiplyAddEstimate(x, y, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> sum, Vector256<float> x, Vector256<float> y) =>
        Vector256.MultiplyAddEstimate(x, y, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> sum, Vector128<float> x, Vector128<float> y) =>
        Vector128.MultiplyAddEstimate(x, y, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float sum, float x, float y) => sum + x * y;
}

/// <summary>f(x, y) = (x−y)².</summary>
internal readonly struct SquaredDifferenceOperator : IAggregateOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> sum, Vector512<float> x, Vector512<float> y)
    {
        var difference = x - y;
        return Vector512.MultiplyAddEstimate(difference, difference, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> sum, Vector256<float> x, Vector256<float> y)
    {
        var difference = x - y;
        return Vector256.MultiplyAddEstimate(difference, difference, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> sum, Vector128<float> x, Vector128<float> y)
    {
        var difference = x - y;
        return Vector128.MultiplyAddEstimate(difference, difference, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float sum, float x, float y)
    {
        var difference = x - y;
        return sum + difference * difference;
    }
}

/// <summary>f(x, y) = |x−y|.</summary>
internal readonly struct AbsoluteDifferenceOperator : IAggregateOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> sum, Vector512<float> x, Vector512<float> y) =>
        sum + Vector512.Abs(x - y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> sum, Vector256<float> x, Vector256<float> y) =>
        sum + Vector256.Abs(x - y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> sum, Vector128<float> x, Vector128<float> y) =>
        sum + Vector128.Abs(x - y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float sum, float x, float y) => sum + MathF.Abs(x - y);
}
