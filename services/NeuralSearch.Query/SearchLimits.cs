namespace NeuralSearch.Query;

/// <summary>Bounds of a search request.</summary>
public static class SearchLimits
{
    /// <summary>Documents of an answer when <c>top</c> is not given.</summary>
    public const int DefaultTop = 10;

    /// <summary>Documents of an answer at most.</summary>
    public const int MaxTop = 100;

    /// <summary>Documents that may be skipped at most: deeper pages cost more than they tell.</summary>
    public const int MaxOffset = 10_000;

    /// <summary>UTF-16 units of a query at most; the text model reads the first 256 tokens anyway.</summary>
    public const int MaxQueryChars = 8_192;

    /// <summary>UTF-16 units of a collection's name at most, as the node has it.</summary>
    public const int MaxCollectionChars = 255;

    /// <summary>Bytes of a request body at most: room for a long filter.</summary>
    public const int MaxBodyBytes = 1 << 20;

    /// <summary>How deep filters may stand in filters.</summary>
    public const int MaxFilterDepth = 20;
}
