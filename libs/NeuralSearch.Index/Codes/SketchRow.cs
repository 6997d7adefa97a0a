using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NeuralSearch.Index;

/// <summary>What the rows and the prepared queries of all sketches have in common.</summary>
internal static unsafe class SketchRow
{
    /// <summary>Bytes before the tables of a prepared query: a and b of the estimate, ‖q−c‖² of the centres.</summary>
    public const int HeaderBytes = 64 + SketchSpace.MaxCenters * sizeof(float);

    private const int FactorBytes = 3 * sizeof(float);

    /// <summary>Where a prepared query has its squared distances to the centres.</summary>
    public static float* CenterDistances(byte* query) => (float*)query + 16;

    /// <summary>
    /// Bytes from one row to the next: half a cache line or whole ones, so no row takes more lines than it must.
    /// </summary>
    public static int Bytes(int codeBytes, int blockBytes)
    {
        var bytes = codeBytes + FactorBytes;
        var unit = bytes <= blockBytes ? blockBytes : 64;
        return (bytes + unit - 1) / unit * unit;
    }

    /// <summary>Writes ‖r‖² + 2·f·c·x̄, f = ‖r‖² / (x̄·r) and the centre's number behind the code.</summary>
    public static void WriteFactors(
        byte* row, int codeBytes, float squaredLength, float product, float centerProduct, int centerNumber)
    {
        var factors = (float*)(row + codeBytes);
        var factor = product > 0 ? squaredLength / product : 0;
        factors[0] = squaredLength + 2 * factor * centerProduct;
        factors[1] = factor;
        ((int*)factors)[2] = centerNumber;
    }

    /// <summary>Writes a and b before the tables of a query.</summary>
    public static void WriteHeader(byte* query, float scale, float shift)
    {
        ((float*)query)[0] = scale;
        ((float*)query)[1] = shift;
    }

    /// <summary>‖q−c‖² + (‖r‖² + 2·f·c·x̄) + f·(a·S + b).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Estimate(byte* query, byte* row, nuint codeBytes, int sum)
    {
        var header = (float*)query;
        var factors = (float*)(row + codeBytes);
        return CenterDistances(query)[((uint*)factors)[2]] + factors[0] + factors[1] * (header[0] * sum + header[1]);
    }

    /// <summary>Σ xᵢ².</summary>
    public static float SumOfSquares(ReadOnlySpan<float> row)
    {
        fixed (float* x = row)
            return Aggregate<ProductOperator, Float32, Float32>.Sum(x, x, (nuint)row.Length);
    }

    /// <summary>max |xᵢ|.</summary>
    public static float LargestAbsolute(ReadOnlySpan<float> row)
    {
        var largests = Vector128<float>.Zero;
        var i = 0;
        for (; i + 4 <= row.Length; i += 4)
        {
            largests = Vector128.Max(largests,
                Vector128.Abs(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(row), (nuint)i)));
        }

        var largest = 0f;
        for (var lane = 0; lane < 4; lane++) largest = MathF.Max(largest, largests[lane]);
        for (; i < row.Length; i++) largest = MathF.Max(largest, MathF.Abs(row[i]));
        return largest;
    }

    /// <summary>⌊16 components · scale + shift⌋, clipped to 0…largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Levels(float* components, float scale, float shift, int largest)
    {
        return Vector128.Narrow(
            Vector128.Narrow(Four(components), Four(components + 4)),
            Vector128.Narrow(Four(components + 8), Four(components + 12))).AsByte();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        Vector128<int> Four(float* components) => Vector128.Clamp(
            Vector128.ConvertToInt32(Vector128.Load(components) * scale + Vector128.Create(shift)),
            Vector128<int>.Zero, Vector128.Create(largest));
    }

    /// <summary>Copies 16 components, zeros behind the last; returns how many there were.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CopySixteen(ReadOnlySpan<float> row, int start, float* components)
    {
        var count = Math.Min(16, row.Length - start);
        if (count < 16) new Span<float>(components, 16).Clear();
        row.Slice(start, count).CopyTo(new Span<float>(components, 16));
        return count;
    }
}
