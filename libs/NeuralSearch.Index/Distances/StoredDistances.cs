namespace NeuralSearch.Index;

/// <summary>−(x·y) of two rows of bytes: <see cref="Metric.Dot"/>.</summary>
internal readonly unsafe struct ByteDot : IDistance
{
    public static float Evaluate(void* x, void* y, nuint length) =>
        -(float)ByteKernels.Products((byte*)x, (byte*)y, ByteKernels.Bytes(length));
}

/// <summary>‖x−y‖² of two rows of bytes: <see cref="Metric.Euclid"/>.</summary>
internal readonly unsafe struct ByteEuclidSquared : IDistance
{
    public static float Evaluate(void* x, void* y, nuint length) =>
        ByteKernels.SquaredDifferences((byte*)x, (byte*)y, ByteKernels.Bytes(length));
}

/// <summary>Σ|xᵢ−yᵢ| of two rows of bytes: <see cref="Metric.Manhattan"/>.</summary>
internal readonly unsafe struct ByteManhattan : IDistance
{
    public static float Evaluate(void* x, void* y, nuint length) =>
        CodeKernels.AbsoluteDifferences((byte*)x, (byte*)y, ByteKernels.Bytes(length));
}

/// <summary>−(x·y) / (‖x‖·‖y‖) of two rows of bytes, 0 if one of them is: <see cref="Metric.Cosine"/>.</summary>
internal readonly unsafe struct ByteCosine : IDistance
{
    public static float Evaluate(void* x, void* y, nuint length)
    {
        var bytes = ByteKernels.Bytes(length);
        var squares = (double)ByteKernels.Products((byte*)x, (byte*)x, bytes)
            * ByteKernels.Products((byte*)y, (byte*)y, bytes);
        return squares == 0 ? 0
            : (float)(-ByteKernels.Products((byte*)x, (byte*)y, bytes) / Math.Sqrt(squares));
    }
}

/// <summary>−(x·y) / ‖y‖ of a float32 row of unit length and one of bytes, 0 if that is zero.</summary>
internal readonly unsafe struct UnitByByteCosine : IDistance
{
    public static float Evaluate(void* x, void* y, nuint length)
    {
        var squares = ByteKernels.Products((byte*)y, (byte*)y, ByteKernels.Bytes(length));
        return squares == 0 ? 0 : NegatedDot<Float32, UInt8>.Evaluate(x, y, length) / MathF.Sqrt(squares);
    }
}

/// <summary>How many bits of two rows differ: <see cref="Metric.Hamming"/>.</summary>
internal readonly unsafe struct HammingDistance : IDistance
{
    public static float Evaluate(void* x, void* y, nuint length) =>
        BitKernels.DifferingBits((byte*)x, (byte*)y, BitKernels.Bytes(length));
}
