namespace NeuralSearch.Evals.Updates;

/// <summary>What has been done to an index that holds the rows of a set.</summary>
internal enum State
{
    /// <summary>Built; the last tenth of the rows came one at a time.</summary>
    Fresh,

    /// <summary>Half of the rows were deleted and have come again, one at a time; nothing was merged.</summary>
    Refilled,

    /// <summary>The deleted rows were left out of the graph.</summary>
    Merged,

    /// <summary>Saved and opened.</summary>
    Reopened,
}
