using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;

namespace NeuralSearch.Benchmarks.Kernels;

/// <summary>
/// A kernel over rows that stay in the second-level cache: what it computes, not what it waits for. Layout and prefetch
/// are judged by `evals ann` at sizes that leave the caches.
/// </summary>
/// <typeparam name="TKernel">The kernel.</typeparam>
public unsafe class KernelBenchmark<TKernel> where TKernel : struct, IKernel
{
    /// <summary>Of 1536 components in float32: 384 KB.</summary>
    private const int Rows = 64;

    private const nuint Alignment = 64;

    private byte* _rows;
    private int _stride;

    /// <summary>Components of a row.</summary>
    [Params(100, 128, 384, 768, 1536)]
    public int Dimensions { get; set; }

    /// <summary>Rows as the engine stores them: aligned, of equal stride.</summary>
    [GlobalSetup]
    public void Allocate()
    {
        var random = new Random(7);
        _stride = (TKernel.RowBytes(Dimensions) + (int)Alignment - 1) / (int)Alignment * (int)Alignment;
        _rows = (byte*)NativeMemory.AlignedAlloc((nuint)(Rows * _stride), Alignment);
        for (int i = 0; i < Rows; i++)
            TKernel.Fill(new Span<byte>(_rows + i * _stride, _stride), Dimensions, random);
    }

    /// <summary>Gives the rows back.</summary>
    [GlobalCleanup]
    public void Free() => NativeMemory.AlignedFree(_rows);

    /// <summary>A plain loop.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Rows)]
    public float Plain()
    {
        float sum = 0;
        for (int i = 0; i < Rows; i++) sum += TKernel.Plain(_rows, _rows + i * _stride, Dimensions);
        return sum;
    }

    /// <summary>The base class library's.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public float TensorPrimitives()
    {
        float sum = 0;
        for (int i = 0; i < Rows; i++) sum += TKernel.Library(_rows, _rows + i * _stride, Dimensions);
        return sum;
    }

    /// <summary>The engine's.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public float Engine()
    {
        float sum = 0;
        for (int i = 0; i < Rows; i++) sum += TKernel.Own(_rows, _rows + i * _stride, Dimensions);
        return sum;
    }
}
