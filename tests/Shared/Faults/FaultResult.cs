using NeuralSearch.Testing.Faults.Checks;

namespace NeuralSearch.Testing.Faults;

/// <summary>What breaking a node in one way again and again has shown.</summary>
/// <param name="Fault">The fault, as a report names it.</param>
public sealed record FaultResult(string Fault)
{
    private readonly List<Violation> _violations = [];

    /// <summary>How often it was broken and checked.</summary>
    public int Runs { get; private set; }

    /// <summary>Points that were written or deleted with an acknowledgement.</summary>
    public long AcknowledgedPoints { get; set; }

    /// <summary>Every promise that was broken.</summary>
    public IReadOnlyList<Violation> Violations => _violations;

    /// <summary>A sentence about what the runs met with, for the report.</summary>
    public string Remark { get; set; } = "";

    /// <summary>Takes the outcome of one run, with words that let it be repeated.</summary>
    public void Add(string run, IEnumerable<Violation> violations)
    {
        Runs++;
        _violations.AddRange(violations.Select(violation => violation with { What = $"{run}: {violation.What}" }));
    }

    /// <summary>How many violations of a kind there are.</summary>
    public int Count(ViolationKind kind) => _violations.Count(violation => violation.Kind == kind);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Fault}: {Runs} runs, {AcknowledgedPoints} acknowledged points, {_violations.Count} violations. {Remark}\n" +
        string.Join('\n', _violations.Take(20));
}
