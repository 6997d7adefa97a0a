namespace NeuralSearch.Ingestion.Preparation;

/// <summary>
/// Cuts a text into windows of at most <see cref="ChunkerOptions.MaxTokens"/> of the embedding model, each of which
/// begins with the end of the one before it.
/// </summary>
/// <remarks>
/// <para>Windows hold whole sentences where possible. A sentence that does not fit an almost empty window pushes the
/// overlap out rather than leave a window nearly empty; a sentence longer than a window is cut between words; a word
/// longer than <see cref="AtomScanner.MaxAtomChars"/> between characters, never inside a surrogate pair.</para>
/// <para>Every non-whitespace character is in a chunk. The same text gives the same chunks. Time is linear in the
/// length of the text, memory is one window: chunks of a text of any size can be streamed. Safe for use by many
/// threads.</para>
/// </remarks>
internal sealed class Chunker(ITokenCounter counter, ChunkerOptions options)
{
    /// <summary>The chunks of a text in order; none if it is all whitespace.</summary>
    public IEnumerable<Chunk> Split(string text)
    {
        SentenceReader reader = new(text, counter, options);
        Window window = new(options);
        Stack<Sentence> pending = new();
        int number = 0;

        while (true)
        {
            Sentence? next = pending.TryPop(out Sentence? putBack) ? putBack : reader.Read();
            if (next is not null && (!window.HasNew || window.Fits(next) || ShouldGiveUpOverlap(window, next)))
            {
                window.MakeRoomFor(next);
                window.Add(next);
                continue;
            }

            if (!window.HasNew)
                yield break;
            if (next is not null)
                pending.Push(next);
            yield return Close(window, text, number++, pending);
        }
    }

    private bool ShouldGiveUpOverlap(Window window, Sentence next) =>
        window.Tokens < options.MaxTokens / 2 && window.FitsWithoutCarried(next);

    private Chunk Close(Window window, string text, int number, Stack<Sentence> pending)
    {
        // Tokens are summed word by word. A tokenizer that joins words across whitespace, or the seam of a cut word,
        // can make the whole longer than the sum: the window is measured once more, and gives way.
        while (Measure(window, text) is int tokens && tokens > options.MaxTokens)
        {
            if (window.DropOldestCarried())
                continue;
            if (window.CutEnd(tokens - options.MaxTokens) is not { } tail)
                break;
            pending.Push(tail);
        }

        Chunk chunk = new(number, window.Start, window.End);
        window.CarryOver();
        return chunk;
    }

    private int Measure(Window window, string text) =>
        counter.Count(text.AsSpan(window.Start, window.End - window.Start));
}
