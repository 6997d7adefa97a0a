using NeuralSearch.Ingestion.Preparation;

namespace NeuralSearch.UnitTests.Ingestion.Fakes;

/// <summary>One token for every six characters of a word, begun ones included.</summary>
internal sealed class FakeTokenCounter : ITokenCounter
{
    private const int CharsPerToken = 6;
    private long _counted;

    /// <summary>All characters that were counted, to judge the work that a caller makes.</summary>
    public long CountedChars => Interlocked.Read(ref _counted);

    public int Count(ReadOnlySpan<char> text)
    {
        Interlocked.Add(ref _counted, text.Length);
        int tokens = 0;
        int word = 0;
        foreach (char c in text)
        {
            if (char.IsWhiteSpace(c))
                word = 0;
            else if (word++ % CharsPerToken == 0)
                tokens++;
        }

        return tokens;
    }
}
