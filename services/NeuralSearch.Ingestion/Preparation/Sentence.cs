namespace NeuralSearch.Ingestion.Preparation;

/// <summary>
/// Atoms that a window takes or leaves as a whole: a sentence, or a fragment of an over-long one. Never empty.
/// </summary>
internal sealed class Sentence(IReadOnlyList<SizedAtom> atoms)
{
    public IReadOnlyList<SizedAtom> Atoms { get; } = atoms;

    public int Start => Atoms[0].Start;

    public int End => Atoms[^1].End;

    public int Tokens { get; } = atoms.Sum(atom => atom.Tokens);

    /// <summary>The longest tail of at most so many tokens, or null if its last atom is larger.</summary>
    public Sentence? Tail(int maxTokens)
    {
        int first = Atoms.Count;
        int tokens = 0;
        while (first > 0 && tokens + Atoms[first - 1].Tokens <= maxTokens)
            tokens += Atoms[--first].Tokens;
        return first == Atoms.Count ? null : new Sentence([.. Atoms.Skip(first)]);
    }

    /// <summary>Parts it before the given atom.</summary>
    public (Sentence Head, Sentence Tail) SplitAt(int atom) =>
        (new Sentence([.. Atoms.Take(atom)]), new Sentence([.. Atoms.Skip(atom)]));
}
