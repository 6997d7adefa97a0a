using System.Buffers;
using System.Text;

namespace NeuralSearch.Inference;

/// <summary>BERT's uncased WordPiece tokenizer; its ids equal those of Hugging Face's <c>tokenizers</c>.</summary>
/// <remarks>
/// <para>Lower case, accents stripped, ideographs and punctuation (every ASCII symbol too) apart, words of more than
/// 100 characters unknown. Special tokens written in a text ("[CLS]", "[SEP]", "[MASK]", "[PAD]", "[UNK]": exactly so,
/// in capitals) become that token, as in Hugging Face, whose tokenizer.json lists them as added tokens; they have no
/// power beyond moving the vector of their own text. Lone surrogates are deleted, like other broken input.</para>
/// <para>Thread-safe. Linear in the text (a word costs at most 100 look-ups a character); <see cref="Encode"/> stops
/// reading when it has enough tokens. Decomposition needs ICU: under invariant globalization loading fails.</para>
/// </remarks>
public sealed class WordPieceTokenizer
{
    private const int SpecialCount = 2;

    private readonly Lazy<WordPieceVocabulary> _vocabulary;

    internal WordPieceTokenizer(WordPieceVocabulary vocabulary) => _vocabulary = new(vocabulary);

    // A Lazy keeps its failure, so every call fails alike.
    private WordPieceTokenizer(Func<WordPieceVocabulary> vocabulary) => _vocabulary = new(vocabulary);

    /// <summary>Reads a <c>vocab.txt</c>: UTF-8, one piece a line, the id is the line number from 0.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not a BERT vocabulary.</exception>
    /// <exception cref="PlatformNotSupportedException">
    /// The process runs without ICU (invariant globalization).
    /// </exception>
    public static WordPieceTokenizer Load(string vocabPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(vocabPath);
        using StreamReader reader = new(vocabPath, Encoding.UTF8);
        return new WordPieceTokenizer(ReadVocabulary(reader, vocabPath));
    }

    /// <summary>The tokenizer of a model. Its files are found, checked and read at the first use, not here.</summary>
    /// <remarks>
    /// If that fails, so does every use, with the reason that <see cref="TextModel.Load"/> would give.
    /// </remarks>
    /// <param name="modelsPath">
    /// The configured models folder, or null (see <see cref="ModelFolder.Find(string?)"/>).
    /// </param>
    /// <param name="model">The model's name in the manifest.</param>
    public static WordPieceTokenizer OfModel(string? modelsPath, string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        return new WordPieceTokenizer(() =>
        {
            string folder = ModelFolder.Find(modelsPath);
            return TextModel.ReadVocabulary(folder, ModelManifest.Load(folder).Get(model));
        });
    }

    /// <summary>Reads a vocabulary and makes sure that accents can be stripped in this process.</summary>
    internal static WordPieceVocabulary ReadVocabulary(TextReader reader, string source)
    {
        if ("é".Normalize(NormalizationForm.FormD).Length != 2)
            throw new PlatformNotSupportedException(
                "Accents cannot be stripped because the process runs in invariant globalization "
                + "mode, so accented words would get other vectors. Install ICU (Debian: libicu) "
                + "and unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT.");

        return WordPieceVocabulary.Parse(reader, source);
    }

    /// <summary>
    /// Token ids of a text: [CLS], its pieces, [SEP]; int32[n], 2 ≤ n ≤ <paramref name="maxTokens"/>.
    /// </summary>
    /// <param name="text">Any text; an empty one gives [CLS] [SEP].</param>
    /// <param name="maxTokens">At least 2; what does not fit is cut off at the end, before [SEP].</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> is less than 2.</exception>
    public int[] Encode(string text, int maxTokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTokens, SpecialCount);

        // Decomposition turns one Hangul syllable into three letters, each a piece at worst.
        int capacity = (int)Math.Min(maxTokens - SpecialCount, 3L * text.Length);
        int[] rented = ArrayPool<int>.Shared.Rent(capacity);
        try
        {
            TokenSink sink = new(rented.AsSpan(0, capacity), capacity);
            Tokenize(text, ref sink);

            int count = Math.Min(sink.Count, capacity);
            int[] ids = new int[count + SpecialCount];
            ids[0] = _vocabulary.Value.Classify;
            rented.AsSpan(0, count).CopyTo(ids.AsSpan(1));
            ids[^1] = _vocabulary.Value.Separate;
            return ids;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    /// <summary>How many pieces a text has, without [CLS] and [SEP] and without a limit.</summary>
    public int Count(ReadOnlySpan<char> text)
    {
        TokenSink sink = new([], int.MaxValue);
        Tokenize(text, ref sink);
        return sink.Count;
    }

    private void Tokenize(ReadOnlySpan<char> text, ref TokenSink sink)
    {
        WordPieceVocabulary vocabulary = _vocabulary.Value;
        while (!text.IsEmpty && !sink.IsFull)
        {
            int plain = IndexOfSpecialToken(text, vocabulary, out int id, out int length);
            TokenizePlain(text[..plain], vocabulary, ref sink);
            if (length > 0 && !sink.IsFull) sink.Add(id);
            text = text[(plain + length)..];
        }
    }

    private static void TokenizePlain(ReadOnlySpan<char> text, WordPieceVocabulary vocabulary, ref TokenSink sink)
    {
        using BertWordReader words = new(text);
        while (!sink.IsFull && words.TryRead(out ReadOnlySpan<char> word))
            vocabulary.Add(word, ref sink);
    }

    private static int IndexOfSpecialToken(
        ReadOnlySpan<char> text, WordPieceVocabulary vocabulary, out int id, out int length)
    {
        for (int at = text.IndexOf('['); at >= 0;)
        {
            foreach ((string special, int specialId) in vocabulary.SpecialTokens)
            {
                if (!text[at..].StartsWith(special, StringComparison.Ordinal)) continue;
                (id, length) = (specialId, special.Length);
                return at;
            }

            int next = text[(at + 1)..].IndexOf('[');
            at = next < 0 ? -1 : at + 1 + next;
        }

        (id, length) = (-1, 0);
        return text.Length;
    }
}
