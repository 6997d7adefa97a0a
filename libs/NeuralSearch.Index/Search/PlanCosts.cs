using System.Runtime.Intrinsics;

namespace NeuralSearch.Index;

/// <summary>
/// What a distance costs, in nanoseconds, its share of everything around it included: constants by instruction set, so
/// that the plans of a processor are the same in every run.
/// </summary>
/// <remarks>
/// Each is a line a + b·d over d components, rounded from what was measured by <c>evals/plan-costs.cs</c>
/// on EPYC (Zen 4), one thread, CPU time, 2026-11-24, on 30 000 generated rows of 96 and of 768 components, with the
/// instruction sets switched off in turn. They hold for other processors as ratios do. Sketches
/// (ADR 23) cost less than codes; these are taken for them, too.
/// </remarks>
internal sealed class PlanCosts
{
    private static readonly PlanCosts Wide512 = new()
    {
        Row = new(5, 0.25),
        Code = new(20, 0.02),
        Hop = new(45, 0.4),
        CodeHop = new(45, 0.14),
    };

    private static readonly PlanCosts Wide256 = new()
    {
        Row = new(5, 0.25),
        Code = new(20, 0.035),
        Hop = new(45, 0.38),
        CodeHop = new(45, 0.11),
    };

    private static readonly PlanCosts Wide128 = new()
    {
        Row = new(5, 0.44),
        Code = new(5, 0.38),
        Hop = new(40, 0.48),
        CodeHop = new(50, 0.24),
    };

    private static readonly PlanCosts Scalar = new()
    {
        Row = new(10, 0.8),
        Code = new(0, 0.9),
        Hop = new(95, 0.82),
        CodeHop = new(60, 1.05),
    };

    /// <summary>Those of the processor this runs on.</summary>
    public static PlanCosts Current { get; } = Vector512.IsHardwareAccelerated ? Wide512
        : Vector256.IsHardwareAccelerated ? Wide256
        : Vector128.IsHardwareAccelerated ? Wide128
        : Scalar;

    /// <summary>One row of a scan.</summary>
    public required Line Row { get; init; }

    /// <summary>One row of codes of a scan.</summary>
    public required Line Code { get; init; }

    /// <summary>One distance of a traversal on rows.</summary>
    public required Line Hop { get; init; }

    /// <summary>One distance of a traversal on codes.</summary>
    public required Line CodeHop { get; init; }

    /// <summary>A row of a scan and a distance of a traversal, by what is stored.</summary>
    /// <remarks>
    /// Bytes cost what codes of a byte do, eight bits what one of them does. Halves are taken for float32: their kernel
    /// costs twice as much and their memory half, so which of them is dearer depends on where the rows are.
    /// </remarks>
    public (double Row, double Hop) OfRows(RowType rows, int dimensions) => rows switch
    {
        RowType.UInt8 => (Code.At(dimensions), CodeHop.At(dimensions)),
        RowType.Bits => (Code.At((dimensions + 7) / 8), CodeHop.At((dimensions + 7) / 8)),
        _ => (Row.At(dimensions), Hop.At(dimensions)),
    };

    /// <summary>a + b·d.</summary>
    internal readonly record struct Line(double Fixed, double PerComponent)
    {
        public double At(int dimensions) => Fixed + PerComponent * dimensions;
    }
}
