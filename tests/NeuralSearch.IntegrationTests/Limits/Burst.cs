namespace NeuralSearch.IntegrationTests.Limits;

/// <summary>What became of the requests of a burst. Thread-safe.</summary>
internal sealed class Burst
{
    private readonly Lock _writing = new();
    private readonly List<string> _wrong = [];

    /// <summary>Requests that were answered, rightly.</summary>
    public int Answered { get; private set; }

    /// <summary>Requests that were refused, and told when to come again.</summary>
    public int Refused { get; private set; }

    /// <summary>Everything else, in words.</summary>
    public IReadOnlyList<string> Wrong
    {
        get
        {
            lock (_writing) return [.. _wrong];
        }
    }

    /// <summary>True once it has seen an answer and a refusal, or something wrong.</summary>
    public bool HasSeenBoth => (Answered > 0 && Refused > 0) || Wrong.Count > 0;

    /// <summary>Counts an answer that was right.</summary>
    public void CountAnswer()
    {
        lock (_writing) Answered++;
    }

    /// <summary>Counts a refusal that was complete.</summary>
    public void CountRefusal()
    {
        lock (_writing) Refused++;
    }

    /// <summary>Keeps what should not have happened.</summary>
    public void Keep(string wrong)
    {
        lock (_writing) _wrong.Add(wrong);
    }

    /// <summary>For the message of a failed assertion.</summary>
    public override string ToString() =>
        $"{Answered} answered, {Refused} refused, {Wrong.Count} wrong: {string.Join("; ", Wrong.Take(5))}";
}
