using System.Text;

namespace NeuralSearch.Client.Embedding;

/// <summary>Cuts a batch of texts into parts that fit a message.</summary>
internal static class TextParts
{
    // Tag and length of a text in the message.
    private const int OverheadBytes = 8;

    /// <summary>Ranges of neighbours, in order, together all of them; each has at least one text.</summary>
    public static IEnumerable<Range> Split(IReadOnlyList<string> texts, int maxTexts, int maxBytes)
    {
        int start = 0;
        long bytes = 0;
        for (int i = 0; i < texts.Count; i++)
        {
            int size = Encoding.UTF8.GetByteCount(texts[i]) + OverheadBytes;
            if (i > start && (i - start == maxTexts || bytes + size > maxBytes))
            {
                yield return start..i;
                (start, bytes) = (i, 0);
            }

            bytes += size;
        }

        yield return start..texts.Count;
    }
}
