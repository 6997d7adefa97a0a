using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralSearch.Index;

/// <summary>One bit a component, its sign, against a query of four bits a component.</summary>
/// <remarks>
/// <para>The query's levels are the odd numbers −15…15: v = Σ 2ᵖ·tₚ with four signs tₚ = ±1, which are kept as four
/// planes of bits. The product of two signs is 1 − 2·(their bits differ), so S = Σ 2ᵖ·(bits in which row and plane p
/// differ) gives q·x̄ ≈ δ·(15·d − 2·S): no count of the row's own bits is needed, nor kept.</para>
/// <para>Row: bit j % 8 of byte j / 8 is set if component j ≥ 0; whole multiples of 4 bytes, then the factors. At
/// d = 768 that is 108 bytes of two cache lines. Query, for every 32 bytes of the row ten times 32 bytes: masks of the
/// bits in use, low nibbles and high ones, because the row's factors lie in the same 32 bytes; then the low nibbles of
/// the four planes, then the high ones.</para>
/// </remarks>
internal readonly unsafe struct BitSketch : ISketch
{
    /// <summary>Bytes of a row that the kernel takes at a time.</summary>
    public const int BlockBytes = 32;

    /// <summary>Bytes of the query's tables to one block of a row.</summary>
    public const int TableBytes = 10 * BlockBytes;

    private const int Planes = 4;
    private const int MaxLevel = 15;

    public static int CodeBytes(int dimensions) => (dimensions + 31) / 32 * 4;

    public static int RowBytes(int dimensions) => SketchRow.Bytes(CodeBytes(dimensions), BlockBytes);

    public static int QueryBytes(int dimensions) => SketchRow.HeaderBytes + Blocks(dimensions) * TableBytes;

    public static void Encode(
        ReadOnlySpan<float> residual, ReadOnlySpan<float> center, int centerNumber, byte* row)
    {
        new Span<byte>(row, RowBytes(residual.Length)).Clear();
        var squares = Vector128<float>.Zero;
        var absolutes = Vector128<float>.Zero;
        var signed = Vector128<float>.Zero;
        var signs = Vector128.Create(-0f);
        var components = stackalloc float[16];
        var centers = stackalloc float[16];
        for (var start = 0; start < residual.Length; start += 16)
        {
            var count = SketchRow.CopySixteen(residual, start, components);
            SketchRow.CopySixteen(center, start, centers);
            var negative = 0u;
            for (var i = 0; i < 16; i += 4)
            {
                var values = Vector128.Load(components + i);
                squares += values * values;
                absolutes += Vector128.Abs(values);
                signed += Vector128.Load(centers + i) ^ values & signs;
                negative |= values.ExtractMostSignificantBits() << i;
            }

            *(ushort*)(row + start / 8) = (ushort)(~negative & ((1u << count) - 1));
        }

        SketchRow.WriteFactors(row, CodeBytes(residual.Length), Vector128.Sum(squares), Vector128.Sum(absolutes),
            Vector128.Sum(signed), centerNumber);
    }

    public static void Prepare(ReadOnlySpan<float> rotated, byte* query)
    {
        var largest = SketchRow.LargestAbsolute(rotated);
        var step = largest / MaxLevel;
        var toLevel = step > 0 ? 0.5f / step : 0;
        SketchRow.WriteHeader(query, 4 * step, -2f * step * MaxLevel * rotated.Length);

        var tables = query + SketchRow.HeaderBytes;
        new Span<byte>(tables, Blocks(rotated.Length) * TableBytes).Clear();
        var components = stackalloc float[16];
        for (var start = 0; start < rotated.Length; start += 16)
        {
            // The odd number nearest to component / step is 2·level − 15.
            var count = SketchRow.CopySixteen(rotated, start, components);
            var vector = SketchRow.Levels(components, toLevel, 8, MaxLevel).AsUInt16();
            var used = (1 << count) - 1;
            var inBlock = tables + start / 8 / BlockBytes * TableBytes + start / 8 % BlockBytes;
            WriteNibbles(inBlock, inBlock + BlockBytes, used);
            for (var plane = 0; plane < Planes; plane++)
            {
                // Bit p of every level becomes the top bit of its byte.
                var bits = used & (int)(vector << (7 - plane)).AsByte().ExtractMostSignificantBits();
                var low = inBlock + (2 + plane) * BlockBytes;
                WriteNibbles(low, low + Planes * BlockBytes, bits);
            }
        }
    }

    /// <summary>The estimate, of a prepared query and a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Evaluate(void* x, void* y, nuint length) => SketchRow.Estimate((byte*)x, (byte*)y, length,
        SketchKernels.WeightedDifferingBits((byte*)x + SketchRow.HeaderBytes, (byte*)y, length));

    private static int Blocks(int dimensions) => (CodeBytes(dimensions) + BlockBytes - 1) / BlockBytes;

    private static void WriteNibbles(byte* low, byte* high, int bits)
    {
        *(ushort*)low = (ushort)(bits & 0x0F0F);
        *(ushort*)high = (ushort)(bits >> 4 & 0x0F0F);
    }
}
