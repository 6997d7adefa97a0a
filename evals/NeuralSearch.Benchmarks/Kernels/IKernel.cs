namespace NeuralSearch.Benchmarks.Kernels;

/// <summary>
/// A distance of two rows, three times: the engine's, the base class library's, a plain loop's. A type, so that the
/// loop around it is compiled with it inside; to add a kernel, add a struct.
/// </summary>
/// <remarks>All three must mean the same up to a monotonic function, over rows that <see cref="Fill"/> wrote.</remarks>
public unsafe interface IKernel
{
    /// <summary>Bytes of a row of so many components.</summary>
    static abstract int RowBytes(int dimensions);

    /// <summary>Writes a random row.</summary>
    static abstract void Fill(Span<byte> row, int dimensions, Random random);

    /// <summary>The engine's kernel.</summary>
    static abstract float Own(byte* x, byte* y, int dimensions);

    /// <summary>What TensorPrimitives offers that comes nearest.</summary>
    static abstract float Library(byte* x, byte* y, int dimensions);

    /// <summary>A loop as one would write it, one component at a time.</summary>
    static abstract float Plain(byte* x, byte* y, int dimensions);
}
