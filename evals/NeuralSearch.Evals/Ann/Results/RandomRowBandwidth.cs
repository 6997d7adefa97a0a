using System.Numerics;
using System.Runtime.InteropServices;
using NeuralSearch.Evals.Ann.Data;

namespace NeuralSearch.Evals.Ann.Results;

/// <summary>
/// How many bytes a second one core gets when it sums rows of 768 bytes that lie anywhere in memory: the floor on which
/// a graph over float32 rows stands, and so what its figures must be read with.
/// </summary>
internal sealed class RandomRowBandwidth
{
    private const int RowFloats = 192;
    private const int RowsRead = 1 << 18;
    private readonly float[] _memory;
    private readonly int[] _order = new int[RowsRead];
    private float _sum; // keeps the reads from being left out

    /// <param name="bytes">Much more than the last cache.</param>
    public RandomRowBandwidth(int bytes)
    {
        int rows = bytes / (RowFloats * sizeof(float));
        _memory = GC.AllocateUninitializedArray<float>(rows * RowFloats);
        _memory.AsSpan().Fill(1); // every page is there
        var random = new Xoshiro256(1);
        for (int i = 0; i < _order.Length; i++) _order[i] = (int)(random.Next() % (ulong)rows) * RowFloats;
    }

    public double MeasureGigabytesPerSecond()
    {
        long started = Engines.ThreadCpuTime.Nanoseconds;
        var sums = (Vector<float>.Zero, Vector<float>.Zero);
        foreach (int at in _order)
        {
            ReadOnlySpan<Vector<float>> row = MemoryMarshal.Cast<float, Vector<float>>(_memory.AsSpan(at, RowFloats));
            for (int i = 0; i + 1 < row.Length; i += 2)
            {
                sums.Item1 += row[i];
                sums.Item2 += row[i + 1];
            }
        }

        _sum += Vector.Sum(sums.Item1 + sums.Item2);
        return (double)RowsRead * RowFloats * sizeof(float) / (Engines.ThreadCpuTime.Nanoseconds - started);
    }
}
