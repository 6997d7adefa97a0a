namespace NeuralSearch.Index;

/// <summary>The layout of a row of codes: one byte a component, 0…127, then zeros up to the next 64 bytes.</summary>
/// <remarks>
/// Seven bits of the eight, because then a difference of two codes is a signed and an unsigned byte at once and the sum
/// of two squares fits 16 bits: a kernel needs one multiply-add a step, without saturation and without widening first.
/// The zeros make the tail of a row the same as the rest of it; equal in both rows, they add nothing.
/// </remarks>
internal static class CodeRow
{
    /// <summary>Bytes that kernels read at a time; a row is a multiple of it.</summary>
    public const int BlockBytes = 64;

    /// <summary>Largest code.</summary>
    public const int MaxCode = 127;

    /// <summary>Bytes of a row of so many components.</summary>
    public static nuint Bytes(int dimensions) => ((nuint)dimensions + BlockBytes - 1) & ~(nuint)(BlockBytes - 1);
}
