namespace NeuralSearch.Testing.Faults.Checks;

/// <summary>In which way a node broke its promise.</summary>
public enum ViolationKind
{
    /// <summary>What was acknowledged is not there.</summary>
    Lost,

    /// <summary>An older revision than the acknowledged one is there.</summary>
    Stale,

    /// <summary>What was deleted is there again.</summary>
    Resurrected,

    /// <summary>Something is there that was never acknowledged, or refused.</summary>
    Phantom,

    /// <summary>Bytes came back changed, or a collection that must open did not.</summary>
    Corrupt,

    /// <summary>The node contradicts itself: count and scroll, filter and scan, a point and its own neighbour.</summary>
    Inconsistent,

    /// <summary>The node did not do what it says it does about a fault: refuse, stay alive, start, answer in time.</summary>
    Misbehaved,
}

/// <summary>One broken promise.</summary>
public sealed record Violation(ViolationKind Kind, string What)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind}: {What}";
}
