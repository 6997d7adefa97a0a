using System.Runtime.Intrinsics;

namespace NeuralSearch.Index;

/// <summary>
/// The mathematics of one term of a sum over two rows: sum + f(x, y), for every width. f(0, 0) must be 0, so that
/// masked lanes add nothing.
/// </summary>
internal interface IAggregateOperator
{
    static abstract Vector512<float> Add(Vector512<float> sum, Vector512<float> x, Vector512<float> y);

    static abstract Vector256<float> Add(Vector256<float> sum, Vector256<float> x, Vector256<float> y);

    static abstract Vector128<float> Add(Vector128<float> sum, Vector128<float> x, Vector128<float> y);

    static abstract float Add(float sum, float x, float y);
}
