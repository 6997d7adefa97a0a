namespace NeuralSearch.Index;

/// <summary>Decides when the rows may have drifted away from the quantiser that was trained on earlier ones.</summary>
/// <remarks>
/// A check is due when the rows have doubled since the last one, whatever they look like, and when 1/128 of them, but
/// at least 32, came in out of range (<see cref="ScalarQuantizer.IsOutOfRange"/>). A check costs a sample of rows; only
/// if a quantiser trained now has a clearly smaller error is everything encoded anew, at 1.7 µs a row of 768 components
/// (EPYC, Zen 4, 2026-11-24) where an insertion costs 140. Rows that wander off without end so cost, at the very worst,
/// 128 · 1.7 = 218 µs each on top.
/// </remarks>
internal sealed class DriftWatch
{
    private const uint OutOfRangeMinimum = 32;
    private const uint OutOfRangeShare = 128;

    /// <summary>The share of the old error that the new one must undercut.</summary>
    private const double BetterErrorRatio = 0.7;

    private uint _checkedCount;
    private uint _outOfRange;

    /// <summary>How it stands; taken and given back while nobody inserts.</summary>
    public State Saved
    {
        get => new() { CheckedCount = _checkedCount, OutOfRange = _outOfRange };
        set => (_checkedCount, _outOfRange) = (value.CheckedCount, value.OutOfRange);
    }

    /// <summary>Whether to train and compare before the row at an offset goes into the graph.</summary>
    public bool IsCheckDue(uint offset) =>
        offset / 2 >= _checkedCount || _outOfRange >= Math.Max(OutOfRangeMinimum, offset / OutOfRangeShare);

    public void CountOutOfRange() => _outOfRange++;

    /// <summary>A check was made over so many rows.</summary>
    public void BeginAfter(uint count)
    {
        _checkedCount = count;
        _outOfRange = 0;
    }

    /// <summary>Whether a quantiser is so much better on a sample that everything is worth encoding anew.</summary>
    public static bool IsBetter(ScalarQuantizer candidate, ScalarQuantizer current, ReadOnlySpan<float> sample) =>
        candidate.MeanSquaredError(sample) < BetterErrorRatio * current.MeanSquaredError(sample);

    /// <summary>The same of the centres of sketches.</summary>
    public static bool IsBetter(SketchSpace candidate, SketchSpace current, ReadOnlySpan<float> sample) =>
        candidate.MeanSquaredResidual(sample) < BetterErrorRatio * current.MeanSquaredResidual(sample);

    /// <summary>Its numbers, as a segment's file has them.</summary>
    public struct State
    {
        public uint CheckedCount;
        public uint OutOfRange;
    }
}
