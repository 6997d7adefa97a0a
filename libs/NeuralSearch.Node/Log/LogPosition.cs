namespace NeuralSearch.Node.Log;

/// <summary>Where a log begins or goes on.</summary>
/// <param name="File">The number of the file.</param>
/// <param name="Sequence">The number of the first operation in it.</param>
internal readonly record struct LogPosition(long File, ulong Sequence)
{
    /// <summary>The beginning of a log without a checkpoint before it.</summary>
    public static LogPosition Start => new(1, 1);
}
