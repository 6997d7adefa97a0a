namespace NeuralSearch.Standalone.Ingest;

/// <summary>What goes to the server in one request.</summary>
internal sealed record Upload
{
    /// <summary>How the user knows it.</summary>
    public required string Label { get; init; }

    /// <summary>
    /// The source that it belongs to; null for a file of JSON lines, whose documents have ids of their own.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>True if it holds the whole source, so that what is not in it is to be deleted.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The files.</summary>
    public required IReadOnlyList<FoundFile> Files { get; init; }

    /// <summary>What was left out, in words; empty if nothing.</summary>
    public string Skipped { get; init; } = "";

    /// <summary>What could not even be looked at, with the reason.</summary>
    public IReadOnlyList<(string Path, string Reason)> Unreadable { get; init; } = [];
}
