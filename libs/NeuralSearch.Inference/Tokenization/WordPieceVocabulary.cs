using SpanLookup = System.Collections.Generic.Dictionary<string, int>.AlternateLookup<System.ReadOnlySpan<char>>;

namespace NeuralSearch.Inference;

/// <summary>A WordPiece vocabulary: pieces that begin a word and pieces that continue one ("##ing").</summary>
/// <remarks>Immutable and thread-safe. The id of a piece is its line number in vocab.txt, from 0.</remarks>
internal sealed class WordPieceVocabulary
{
    /// <summary>Longer words are unknown as a whole, in characters (Unicode scalars).</summary>
    public const int MaxWordChars = 100;

    private const string ContinuationPrefix = "##";

    private static readonly string[] SpecialNames = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    private readonly SpanLookup _starts;
    private readonly SpanLookup _continuations;
    private readonly int _maxPieceLength;

    private WordPieceVocabulary(Dictionary<string, int> starts, Dictionary<string, int> continuations, string source)
    {
        _starts = starts.GetAlternateLookup<ReadOnlySpan<char>>();
        _continuations = continuations.GetAlternateLookup<ReadOnlySpan<char>>();
        _maxPieceLength = starts.Keys.Concat(continuations.Keys).Max(piece => piece.Length);
        Unknown = Special("[UNK]");
        Classify = Special("[CLS]");
        Separate = Special("[SEP]");
        SpecialTokens = [.. SpecialNames.Select(name => (name, Special(name)))];

        int Special(string name) => starts.TryGetValue(name, out int id)
            ? id
            : throw new InvalidDataException(
                $"The vocabulary '{source}' lacks the special token {name}; a BERT vocab.txt has one token a line, "
                + $"{string.Join(' ', SpecialNames)} among them.");
    }

    /// <summary>Id of [UNK].</summary>
    public int Unknown { get; }

    /// <summary>Id of [CLS], which begins every encoded text.</summary>
    public int Classify { get; }

    /// <summary>Id of [SEP], which ends every encoded text.</summary>
    public int Separate { get; }

    /// <summary>The tokens that are taken whole from a text, before any normalisation.</summary>
    public IReadOnlyList<(string Text, int Id)> SpecialTokens { get; }

    /// <summary>Reads a vocab.txt (UTF-8, one piece a line).</summary>
    /// <exception cref="InvalidDataException">A piece is there twice, or a special token is missing.</exception>
    public static WordPieceVocabulary Parse(TextReader reader, string source)
    {
        Dictionary<string, int> starts = new(32_768, StringComparer.Ordinal);
        Dictionary<string, int> continuations = new(8_192, StringComparer.Ordinal);
        int id = 0;
        for (; reader.ReadLine() is { } piece; id++)
        {
            bool continues = piece.Length > ContinuationPrefix.Length
                && piece.StartsWith(ContinuationPrefix, StringComparison.Ordinal);
            bool added = continues
                ? continuations.TryAdd(piece[ContinuationPrefix.Length..], id)
                : starts.TryAdd(piece, id);
            if (!added)
                throw new InvalidDataException(
                    $"The vocabulary '{source}' has '{piece}' twice, again in line {id + 1}.");
        }

        return id > 0
            ? new WordPieceVocabulary(starts, continuations, source)
            : throw new InvalidDataException($"The vocabulary '{source}' is empty.");
    }

    /// <summary>
    /// Adds the ids of a word: greedy longest match from the left, or [UNK] if any part is not in the vocabulary.
    /// </summary>
    public void Add(ReadOnlySpan<char> word, ref TokenSink sink)
    {
        int before = sink.Count;
        if (word.Length > MaxWordChars && CountScalars(word) > MaxWordChars)
        {
            sink.Add(Unknown);
            return;
        }

        for (int start = 0; start < word.Length;)
        {
            int length = LongestPiece(word[start..], start == 0 ? _starts : _continuations, out int id);
            if (length == 0)
            {
                sink.RollBack(before);
                sink.Add(Unknown);
                return;
            }

            sink.Add(id);
            start += length;
        }
    }

    // A piece never ends within a surrogate pair: no entry of the vocabulary does.
    private int LongestPiece(ReadOnlySpan<char> text, SpanLookup pieces, out int id)
    {
        for (int length = Math.Min(text.Length, _maxPieceLength); length > 0; length--)
            if (pieces.TryGetValue(text[..length], out id))
                return length;

        id = Unknown;
        return 0;
    }

    private static int CountScalars(ReadOnlySpan<char> word)
    {
        int count = 0;
        foreach (char c in word)
            if (!char.IsLowSurrogate(c))
                count++;
        return count;
    }
}
