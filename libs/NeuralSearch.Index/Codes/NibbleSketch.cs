using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralSearch.Index;

/// <summary>Four bits a component against a query of one byte a component.</summary>
/// <remarks>
/// <para>Row: level u = 0…15 stands for u − 7.5 steps of the row's own; the step is what is best for a normal
/// distribution of its standard deviation, which the components of a rotated row have nearly. Component 2i is in the
/// low nibble of byte i and 2i + 1 in the high one; whole multiples of 4 bytes, then the factors. Query: v = −127…127,
/// for every 64 bytes of the row the 64 even components and the 64 odd ones. Components there are none of have v = 0,
/// so whatever lies in their nibbles adds nothing.</para>
/// <para>S = Σ u·v, and q·x̄ ≈ δ·(S − 7.5·Σ v).</para>
/// </remarks>
internal readonly unsafe struct NibbleSketch : ISketch
{
    /// <summary>Bytes of a row that the kernel takes at a time.</summary>
    public const int BlockBytes = 64;

    private const float Middle = 7.5f;
    private const int MaxLevel = 127;

    /// <summary>The step of the uniform quantiser of 16 levels with the least error (Max 1960, table II).</summary>
    private const double StepOfDeviation = 0.3352;

    public static int CodeBytes(int dimensions) => (dimensions + 7) / 8 * 4;

    public static int RowBytes(int dimensions) => SketchRow.Bytes(CodeBytes(dimensions), BlockBytes);

    public static int QueryBytes(int dimensions) => SketchRow.HeaderBytes + Blocks(dimensions) * 2 * BlockBytes;

    public static void Encode(
        ReadOnlySpan<float> residual, ReadOnlySpan<float> center, int centerNumber, byte* row)
    {
        new Span<byte>(row, RowBytes(residual.Length)).Clear();
        var squares = SketchRow.SumOfSquares(residual);
        var step = (float)(StepOfDeviation * Math.Sqrt(squares / residual.Length));
        var toLevel = step > 0 ? 1 / step : 0;
        var product = Vector128<float>.Zero;
        var centerProduct = Vector128<float>.Zero;
        var components = stackalloc float[16];
        var centers = stackalloc float[16];
        for (var start = 0; start < residual.Length; start += 16)
        {
            SketchRow.CopySixteen(residual, start, components);
            SketchRow.CopySixteen(center, start, centers);
            var levels = SketchRow.Levels(components, toLevel, 8, 15);
            for (var i = 0; i < 16; i += 4)
            {
                var four = Vector128.Create((float)levels[i], levels[i + 1], levels[i + 2], levels[i + 3])
                    - Vector128.Create(Middle);
                product += four * Vector128.Load(components + i);
                centerProduct += four * Vector128.Load(centers + i);
            }

            // The even component's nibble and, of the byte above it, the odd one's.
            var pairs = levels.AsUInt16();
            var packed = pairs & Vector128.Create((ushort)15) | pairs >> 4;
            *(ulong*)(row + start / 2) = Vector128.Narrow(packed, packed).AsUInt64().ToScalar();
        }

        SketchRow.WriteFactors(row, CodeBytes(residual.Length), squares, Vector128.Sum(product),
            Vector128.Sum(centerProduct), centerNumber);
    }

    public static void Prepare(ReadOnlySpan<float> rotated, byte* query)
    {
        var largest = SketchRow.LargestAbsolute(rotated);
        var step = largest / MaxLevel;
        var toLevel = step > 0 ? 1 / step : 0;
        var tables = (sbyte*)query + SketchRow.HeaderBytes;
        new Span<sbyte>(tables, Blocks(rotated.Length) * 2 * BlockBytes).Clear();
        var components = stackalloc float[16];
        var sum = 0;
        for (var start = 0; start < rotated.Length; start += 16)
        {
            // Unsigned levels about 128; what is behind the last component is zero and gets 128.
            SketchRow.CopySixteen(rotated, start, components);
            var levels = SketchRow.Levels(components, toLevel, 128.5f, 255);
            sum += Vector128.Sum(Vector128.WidenLower(levels) + Vector128.WidenUpper(levels)) - 16 * 128;
            var pairs = (levels ^ Vector128.Create((byte)128)).AsUInt16();
            var table = tables + start / 2 / BlockBytes * 2 * BlockBytes + start / 2 % BlockBytes;
            *(ulong*)table = Packed(pairs & Vector128.Create((ushort)255));
            *(ulong*)(table + BlockBytes) = Packed(pairs >> 8);
        }

        SketchRow.WriteHeader(query, -2 * step, 2 * Middle * step * sum);

        static ulong Packed(Vector128<ushort> levels) => Vector128.Narrow(levels, levels).AsUInt64().ToScalar();
    }

    /// <summary>The estimate, of a prepared query and a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Evaluate(void* x, void* y, nuint length) => SketchRow.Estimate((byte*)x, (byte*)y, length,
        SketchKernels.NibbleProducts((byte*)x + SketchRow.HeaderBytes, (byte*)y, length));

    private static int Blocks(int dimensions) => (CodeBytes(dimensions) + BlockBytes - 1) / BlockBytes;
}
