using System.Text;
using CsCheck;
using NeuralSearch.Ingestion.Preparation;
using NeuralSearch.UnitTests.Ingestion.Fakes;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Preparation;

public sealed class ChunkerTests
{
    private static readonly ChunkerOptions Defaults = new();

    /// <summary>
    /// Texts of words, punctuation, breaks, ideographs, surrogate pairs, lone surrogates and long runs.
    /// </summary>
    private static readonly Gen<string> Texts = Gen.OneOf(
            Gen.String[Gen.Char['a', 'z'], 1, 9],
            Gen.OneOf(
                ". ", "? ", "! ", " ", "\n", "\n\n", "\r\n", "\t", ", ", "。", "！", "映画", "ひらがな", "Mr. ", "U.S. ",
                "3.14 ", "1. ", "\"", "” ", "(", ") ", "😀", "👩‍👩‍👧", "\u0301", "\ud800", "\udc00", "\u200b", "ﷺ",
                "한국어 ", "\u2029"),
            Gen.Char.Array[0, 40].Select(chars => new string(chars)),
            Gen.Int[1, 400].Select(length => new string('x', length)),
            Gen.Int[1, 200].Select(length => new string(' ', length)),
            Gen.Int[1, 100].Select(length => string.Concat(Enumerable.Repeat("😀", length))))
        .Array[0, 120].Select(string.Concat);

    private static readonly Gen<ChunkerOptions> Options =
        from max in Gen.Int[16, 160]
        from overlap in Gen.Int[0, max / 2]
        select new ChunkerOptions { MaxTokens = max, OverlapTokens = overlap };

    public static TheoryData<string> Counters => ["words", "joining", "characters"];

    [Theory]
    [MemberData(nameof(Counters))]
    public void Any_text_is_covered_by_small_overlapping_chunks(string counterName) =>
        Gen.Select(Texts, Options).Sample((text, options) =>
        {
            ITokenCounter counter = CounterOf(counterName);

            Chunk[] chunks = [.. new Chunker(counter, options).Split(text)];

            Assert.Equal(Enumerable.Range(0, chunks.Length), chunks.Select(chunk => chunk.Number));
            AssertCovers(text, chunks);
            AssertSmall(text, chunks, counter, options);
            AssertCutsNoPair(text, chunks);
            Assert.Equal(chunks, new Chunker(counter, options).Split(text));
        }, iter: 3000);

    [Fact]
    public void Overlap_stays_within_its_bound() =>
        Gen.Select(Texts, Options).Sample((text, options) =>
        {
            FakeTokenCounter counter = new();

            Chunk[] chunks = [.. new Chunker(counter, options).Split(text)];

            foreach ((Chunk before, Chunk after) in chunks.Zip(chunks.Skip(1)))
            {
                int shared = before.End - after.Start;
                Assert.True(shared <= 0 || counter.Count(text.AsSpan(after.Start, shared)) <= options.OverlapTokens);
            }
        }, iter: 2000);

    [Fact]
    public void A_short_text_is_one_chunk_without_the_whitespace_around_it()
    {
        Chunk chunk = Assert.Single(Split("  Hello there.\n How are you?  \n"));

        Assert.Equal(new Chunk(0, 2, 28), chunk);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t\u00a0")]
    public void A_text_of_whitespace_has_no_chunk(string text) => Assert.Empty(Split(text));

    [Fact]
    public void Windows_hold_whole_sentences_and_begin_with_whole_sentences_of_the_one_before()
    {
        string text = Lines.Sentences(60);

        Chunk[] chunks = Split(text);

        Assert.True(chunks.Length > 5);
        foreach (Chunk chunk in chunks)
        {
            Assert.StartsWith("This is word", text[chunk.Start..chunk.End], StringComparison.Ordinal);
            Assert.EndsWith("here.", text[chunk.Start..chunk.End], StringComparison.Ordinal);
        }

        foreach ((Chunk before, Chunk after) in chunks.Zip(chunks.Skip(1)))
        {
            int shared = new FakeTokenCounter().Count(text.AsSpan(after.Start, before.End - after.Start));
            Assert.InRange(shared, 20, 32);
        }
    }

    [Fact]
    public void Windows_are_filled_as_far_as_sentences_allow()
    {
        FakeTokenCounter counter = new();
        string text = Lines.Sentences(200);

        Chunk[] chunks = Split(text);

        Assert.All(
            chunks[..^1],
            chunk => Assert.InRange(counter.Count(text.AsSpan(chunk.Start, chunk.End - chunk.Start)), 110, 128));
    }

    [Fact]
    public void An_over_long_sentence_is_cut_between_words_and_overlaps_too()
    {
        string text = string.Join(' ', Enumerable.Range(0, 500).Select(i => $"word{i:D3}"));

        Chunk[] chunks = Split(text);

        Assert.True(chunks.Length > 5);
        Assert.All(chunks, chunk => Assert.StartsWith("word", text[chunk.Start..chunk.End], StringComparison.Ordinal));
        Assert.All(chunks, chunk => Assert.True(chunk.End == text.Length || text[chunk.End] == ' '));
        Assert.All(chunks.Zip(chunks.Skip(1)), pair => Assert.InRange(pair.First.End - pair.Second.Start, 50, 160));
    }

    [Fact]
    public void A_sentence_that_no_window_has_room_for_beside_the_overlap_pushes_the_overlap_out()
    {
        string first = Lines.Sentences(8);
        string small = "Tiny one here.";
        string large = string.Join(' ', Enumerable.Repeat("words", 110)) + ".";
        string text = $"{first} {small} {large}";

        Chunk[] chunks = Split(text);

        Assert.DoesNotContain(chunks, chunk => chunk.End - chunk.Start < 100);
        Assert.Contains(chunks, chunk => text[chunk.Start..chunk.End].Contains(large, StringComparison.Ordinal));
    }

    [Fact]
    public void Far_apart_pieces_are_not_joined_across_the_gap()
    {
        string text = "Left side" + new string(' ', 100_000) + "right side";

        Chunk[] chunks = Split(text);

        Assert.Equal(["Left side", "right side"], chunks.Select(chunk => text[chunk.Start..chunk.End]));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("😀")]
    [InlineData("映")]
    [InlineData("。")]
    [InlineData("\"")]
    [InlineData("(")]
    [InlineData("x \n")]
    [InlineData("\u200b ")]
    [InlineData("1. ")]
    public void A_megabyte_is_cut_in_linear_time(string repeated)
    {
        string small = Repeat(repeated, 100_000);
        string large = Repeat(repeated, 1_000_000);
        FakeTokenCounter smallWork = new();
        FakeTokenCounter largeWork = new();

        int smallChunks = new Chunker(smallWork, Defaults).Split(small).Count();
        int largeChunks = new Chunker(largeWork, Defaults).Split(large).Count();

        Assert.InRange(largeChunks, smallChunks * 9, smallChunks * 11 + 10);
        Assert.InRange(largeWork.CountedChars, 1_000_000 / 2, smallWork.CountedChars * 11 + 10_000);
        Assert.All(
            new Chunker(new FakeTokenCounter(), Defaults).Split(large),
            chunk => Assert.InRange(chunk.End - chunk.Start, 1, Defaults.MaxTokens * 2 * AtomScanner.MaxAtomChars));
    }

    [Fact]
    public void A_document_is_cut_while_its_chunks_are_read()
    {
        FakeTokenCounter counter = new();
        string text = Lines.Sentences(100_000);

        Chunk first = new Chunker(counter, Defaults).Split(text).First();

        Assert.Equal(0, first.Start);
        Assert.InRange(counter.CountedChars, 1, 5000);
    }

    private static Chunk[] Split(string text) => [.. new Chunker(new FakeTokenCounter(), Defaults).Split(text)];

    private static string Repeat(string text, int chars) =>
        new StringBuilder(chars).Insert(0, text, chars / text.Length).ToString();

    private static ITokenCounter CounterOf(string name) => name switch
    {
        "words" => new FakeTokenCounter(),
        "joining" => new JoiningCounter(),
        _ => new CharacterCounter(),
    };

    private static void AssertCovers(string text, Chunk[] chunks)
    {
        int covered = 0;
        foreach (Chunk chunk in chunks)
        {
            Assert.True(chunk.Start < chunk.End && chunk.End > covered, $"{chunk} after {covered}");
            for (int i = covered; i < chunk.Start; i++)
                Assert.True(char.IsWhiteSpace(text[i]), $"Character {i} is in no chunk.");
            Assert.False(char.IsWhiteSpace(text[chunk.Start]) || char.IsWhiteSpace(text[chunk.End - 1]));
            covered = chunk.End;
        }

        Assert.True(string.IsNullOrWhiteSpace(text[covered..]));
    }

    private static void AssertSmall(string text, Chunk[] chunks, ITokenCounter counter, ChunkerOptions options)
    {
        foreach (Chunk chunk in chunks)
        {
            int tokens = counter.Count(text.AsSpan(chunk.Start, chunk.End - chunk.Start));
            Assert.True(tokens <= options.MaxTokens, $"{chunk} has {tokens} tokens.");
        }
    }

    private static void AssertCutsNoPair(string text, Chunk[] chunks)
    {
        foreach (int cut in chunks.SelectMany(chunk => new[] { chunk.Start, chunk.End }))
        {
            Assert.False(cut > 0 && cut < text.Length
                && char.IsHighSurrogate(text[cut - 1]) && char.IsLowSurrogate(text[cut]), $"A pair is cut at {cut}.");
        }
    }

    /// <summary>
    /// Not additive: a pair of words costs one token more than the words, as a joining tokenizer could.
    /// </summary>
    private sealed class JoiningCounter : ITokenCounter
    {
        private readonly FakeTokenCounter _words = new();

        public int Count(ReadOnlySpan<char> text)
        {
            int spaces = 0;
            foreach (char c in text)
                spaces += char.IsWhiteSpace(c) ? 1 : 0;
            return _words.Count(text) + Math.Min(spaces / 2, 40);
        }
    }

    /// <summary>Three tokens a character, as decomposed scripts have: atoms can exceed a window.</summary>
    private sealed class CharacterCounter : ITokenCounter
    {
        public int Count(ReadOnlySpan<char> text)
        {
            int tokens = 0;
            foreach (char c in text)
                tokens += char.IsWhiteSpace(c) ? 0 : 3;
            return tokens;
        }
    }
}
