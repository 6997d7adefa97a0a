using BitFaster.Caching.Lru;

namespace NeuralSearch.Inference;

/// <summary>The vectors of the texts that people ask for lately, by exact text. Thread-safe.</summary>
internal sealed class QueryCache(int entries)
{
    /// <summary>Longer texts are not kept: they are no queries, and would make the cache's memory unbounded.</summary>
    public const int MaxChars = 1024;

    private readonly ConcurrentLru<string, EncodedText>? _texts =
        entries > 0 ? new ConcurrentLru<string, EncodedText>(entries) : null;

    public bool TryGet(string text, out EncodedText encoded)
    {
        encoded = default;
        return _texts?.TryGet(text, out encoded) ?? false;
    }

    public void Keep(string text, EncodedText encoded)
    {
        if (text.Length <= MaxChars) _texts?.AddOrUpdate(text, encoded);
    }
}
