using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using NeuralSearch.Inference;
using Xunit;

namespace NeuralSearch.UnitTests.Inference.Tokenization;

public class WordPieceTokenizerTests
{
    private static readonly WordPieceTokenizer Tokenizer =
        WordPieceTokenizer.Load(Path.Combine(TestFiles.MiniLm, "vocab.txt"));

    [Fact]
    public void Encode_gives_the_golden_ids_of_the_model()
    {
        foreach (GoldenText golden in GoldenText.Read(TestFiles.MiniLm))
            Assert.Equal(golden.Ids, Tokenizer.Encode(golden.Text, maxTokens: 256));
    }

    [Fact]
    public void Encode_gives_the_golden_ids_of_a_model_with_a_longer_window_and_a_prefix()
    {
        string folder = TestFiles.Shared("data/models/bge-small-en-v1.5");
        foreach (GoldenText golden in GoldenText.Read(folder))
        {
            string prefix = golden.IsQuery ? "Represent this sentence for searching relevant passages: " : "";

            Assert.Equal(golden.Ids, Tokenizer.Encode(prefix + golden.Text, maxTokens: 512));
        }
    }

    [Fact]
    public void Encode_gives_hugging_faces_ids_of_texts_made_of_traps()
    {
        foreach (string line in File.ReadLines(Path.Combine(TestFiles.Golden, "texts.jsonl")))
        {
            using JsonDocument json = JsonDocument.Parse(line);
            string text = json.RootElement.GetProperty("text").GetString()!;
            int[] ids = [.. json.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];

            int[] found = Tokenizer.Encode(text, maxTokens: 256);

            Assert.True(ids.SequenceEqual(found), $"{line}\nfound {string.Join(',', found)}");
        }
    }

    [Fact]
    public void Encode_gives_hugging_faces_ids_of_every_code_point()
    {
        foreach (string line in File.ReadLines(Path.Combine(TestFiles.Golden, "code-points.txt")))
        {
            string[] parts = line.Split(' ');
            int first = int.Parse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            StringBuilder lines = new();
            foreach (int codePoint in Enumerable.Range(first, 4096).Where(Rune.IsValid))
                lines.Append(CultureInfo.InvariantCulture, $"{codePoint:x} ")
                    .AppendJoin(',', Tokenizer.Encode($"a{new Rune(codePoint)}b", maxTokens: 256)).Append('\n');

            string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(lines.ToString())));

            Assert.True(parts[1] == hash[..16], $"A code point from U+{parts[0]} on has other ids.");
        }
    }

    [Theory]
    [InlineData("[CLS]", 101)]
    [InlineData("[SEP]", 102)]
    [InlineData("[MASK]", 103)]
    [InlineData("[UNK]", 100)]
    [InlineData("[PAD]", 0)]
    public void Encode_takes_a_special_token_whole_wherever_it_is_written(string special, int id)
    {
        Assert.Equal([101, 7592, id, 2088, 102], Tokenizer.Encode($"hello{special}world", maxTokens: 256));
    }

    [Fact]
    public void Encode_takes_a_special_token_in_small_letters_for_words()
    {
        Assert.Equal([101, 1031, 7308, 1033, 102], Tokenizer.Encode("[mask]", maxTokens: 256));
    }

    [Theory]
    [InlineData("\ud800")]
    [InlineData("\udc00\ud800")]
    [InlineData("a\udfffb\ud83d")]
    public void Encode_deletes_lone_surrogates(string text)
    {
        string without = string.Concat(text.Where(c => !char.IsSurrogate(c)));

        Assert.Equal(Tokenizer.Encode(without, maxTokens: 256), Tokenizer.Encode(text, maxTokens: 256));
    }

    [Theory]
    [InlineData(2, new[] { 101, 102 })]
    [InlineData(3, new[] { 101, 7592, 102 })]
    [InlineData(4, new[] { 101, 7592, 2088, 102 })]
    [InlineData(5, new[] { 101, 7592, 2088, 102 })]
    public void Encode_cuts_the_end_off_and_keeps_the_separator(int maxTokens, int[] expected)
    {
        Assert.Equal(expected, Tokenizer.Encode("hello world", maxTokens));
    }

    [Fact]
    public void Encode_makes_a_word_unknown_though_its_last_piece_is_past_the_cut()
    {
        // "un" and "##believable" are pieces; the word ends with a character that no vocabulary has.
        Assert.Equal([101, 100, 102], Tokenizer.Encode("unbelievable\U0001FAE0", maxTokens: 3));
    }

    [Fact]
    public void Encode_refuses_a_limit_without_room_for_the_special_tokens()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizer.Encode("a", maxTokens: 1));
    }

    [Fact]
    public void Encode_stops_reading_when_it_has_enough_tokens()
    {
        string text = string.Concat(Enumerable.Repeat("word é ", 2_000_000));
        Tokenizer.Encode("word é", maxTokens: 256); // whoever comes first reads the vocabulary
        long before = GC.GetAllocatedBytesForCurrentThread();

        int[] ids = Tokenizer.Encode(text, maxTokens: 256);

        Assert.Equal(256, ids.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Any_utf16_text_can_be_encoded_and_its_count_is_the_length_without_the_special_tokens()
    {
        Gen.Char.Array[0, 3000].Sample(chars =>
        {
            string text = new(chars);
            int count = Tokenizer.Count(text);

            int[] whole = Tokenizer.Encode(text, int.MaxValue);
            int[] cut = Tokenizer.Encode(text, maxTokens: 16);

            return whole.Length == count + 2 && whole is [101, .., 102] && cut is [101, .., 102]
                && cut.Length == Math.Min(16, count + 2)
                && whole.AsSpan(0, cut.Length - 1).SequenceEqual(cut.AsSpan(0, cut.Length - 1));
        }, iter: 300);
    }

    [Fact]
    public void Words_parted_by_a_space_are_encoded_independently()
    {
        // Across every chunk boundary of the reader too.
        string[] odds = ["é", "ß", "x", "中", "\U0001F600"];
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 1200], Gen.Int[0, 4], Gen.Int[0, 600])
            .Sample((left, odd, spaces) =>
            {
                string right = odds[odd] + left;

                int joined = Tokenizer.Count(left + new string(' ', spaces + 1) + right);

                return joined == Tokenizer.Count(left) + Tokenizer.Count(right);
            }, iter: 300);
    }

    [Fact]
    public void Count_allocates_nothing_after_warm_up()
    {
        string text = string.Concat(Enumerable.Repeat("The quick brown fox jumps over unbelievable dogs, 3.14! ", 200));
        Tokenizer.Count(text);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Tokenizer.Count(text);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_vocabulary_without_a_special_token_is_refused_by_its_name()
    {
        using StringReader reader = new("[PAD]\n[UNK]\n[CLS]\n[MASK]\nhello");

        InvalidDataException e = Assert.Throws<InvalidDataException>(
            () => WordPieceTokenizer.ReadVocabulary(reader, "some/vocab.txt"));

        Assert.Contains("some/vocab.txt", e.Message, StringComparison.Ordinal);
        Assert.Contains("[SEP]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vocabulary_with_a_piece_twice_is_refused_by_its_line()
    {
        using StringReader reader = new("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nhello\nhello");

        InvalidDataException e = Assert.Throws<InvalidDataException>(
            () => WordPieceTokenizer.ReadVocabulary(reader, "some/vocab.txt"));

        Assert.Contains("'hello' twice, again in line 7", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tokenizer_of_a_model_fails_at_its_use_and_not_before()
    {
        WordPieceTokenizer tokenizer = WordPieceTokenizer.OfModel(TestFiles.ModelsFolder, "no-such-model");

        KeyNotFoundException e = Assert.Throws<KeyNotFoundException>(() => tokenizer.Count("text"));

        Assert.Contains("no-such-model", e.Message, StringComparison.Ordinal);
        Assert.Contains("all-MiniLM-L6-v2", e.Message, StringComparison.Ordinal);
    }
}
