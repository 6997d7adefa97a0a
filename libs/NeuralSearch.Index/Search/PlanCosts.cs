using System.Runtime.Intrinsics;

namespace NeuralSearch.Index;

/// <summary>
/// What a distance costs, in nanoseconds, its share of everything around it included: constants by instruction set, so
/// that the plans of a processor are the same in every run.
/// </summary>
/// <remarks>
/// Each is a line a + b·d over d components. Measured by <c>evals/plan-costs.cs</c> on EPYC (Zen 4), one thread, CPU time,
/// 2026-11-24, on 60 000 text-like rows of 768 and of 96 components, with the instruction sets switched off in turn. They
/// hold for other processors as ratios do.
/// </remarks>
internal sealed class PlanCosts
{
    private static readonly PlanCosts Wide512 = new()
    {
        Row = new(5, 0.25),
        Code = new(10, 0.045),
        Hop = new(45, 0.4),
        CodeHop = new(40, 0.12),
    };

    private static readonly PlanCosts Wide256 = new()
    {
        Row = new(5, 0.25),
        Code = new(10, 0.045),
        Hop = new(45, 0.4),
        CodeHop = new(40, 0.13),
    };

    private static readonly PlanCosts Wide128 = new()
    {
        Row = new(5, 0.36),
        Code = new(12, 0.19),
        Hop = new(45, 0.44),
        CodeHop = new(40, 0.26),
    };

    private static readonly PlanCosts Scalar = new()
    {
        Row = new(25, 0.75),
        Code = new(30, 0.55),
        Hop = new(90, 0.8),
        CodeHop = new(90, 0.6),
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

    /// <summary>a + b·d.</summary>
    internal readonly record struct Line(double Fixed, double PerComponent)
    {
        public double At(int dimensions) => Fixed + PerComponent * dimensions;
    }
}
