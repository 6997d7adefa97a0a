using CsCheck;
using NeuralSearch.Query.Highlighting;
using Xunit;

namespace NeuralSearch.UnitTests.Query.Highlighting;

public sealed class QueryWordsTests
{
    // Letters with and without case and accents, marks alone, surrogates whole and lone, separators.
    private static readonly string[] Pieces =
    [
        "a", "B", "é", "É", "e\u0301", "s", "ing", "the", " ", " ", "\t", "-", "'", "’", "7", "\u0301", "ß", "İ", "ﬁ",
        "\U0001F600", "\U0001D400", "\uD83D", "\uDE00", "東", "\u200D", "Ω",
    ];

    private static readonly Gen<string> Texts =
        Gen.Int[0, Pieces.Length - 1].List[0, 24].Select(places => string.Concat(places.Select(i => Pieces[i])));

    [Theory]
    [InlineData("viking", "The Vikings sailed.", "Vikings")]
    [InlineData("sailing ships", "He sails a ship", "sails|ship")]
    [InlineData("VIKING", "vikings' gold, viking's axe", "vikings|viking's")]
    [InlineData("Édith cafe", "edith in a CAFÉ; cafés", "edith|CAFÉ|cafés")]
    [InlineData("city", "Cities, city-state, citizen", "Cities|city")]
    [InlineData("art", "part of the art, arts", "art|arts")]
    [InlineData("New York", "in New York  City", "New York")]
    [InlineData("robot", "no match here", "")]
    [InlineData("1984", "from 1984 to 19845", "1984")]
    [InlineData("the robot", "the robot of the year", "robot")]
    [InlineData("to be or not to be", "It is not to be.", "not to be")]
    [InlineData("", "anything", "")]
    [InlineData("!?", "anything!?", "")]
    public void Words_of_the_query_are_found_at_word_borders(string query, string passage, string expected)
    {
        var found = QueryWords.Of(query).FindIn(passage);

        Assert.Equal(expected, string.Join('|', found.Highlights.Select(h => passage[h.Start..h.End])));
    }

    [Fact]
    public void Words_are_named_as_they_were_asked_each_once_and_in_order()
    {
        var found = QueryWords.Of("Norway vikings, a Viking ship").FindIn("A viking, and vikings from Norway.");

        Assert.Equal(["Norway", "vikings"], found.Words);
    }

    [Fact]
    public void Highlights_count_UTF16_units()
    {
        var highlight = Assert.Single(QueryWords.Of("robot").FindIn("\U0001F916 robot").Highlights);

        Assert.Equal((3, 8), (highlight.Start, highlight.End));
    }

    [Fact]
    public void Highlights_are_sorted_apart_and_whole_on_any_text()
    {
        Gen.Select(Texts, Texts).Sample((query, passage) =>
        {
            var words = QueryWords.Of(query);
            var found = words.FindIn(passage);

            var end = -1;
            foreach (var highlight in found.Highlights)
            {
                Assert.True(
                    highlight.Start > end && highlight.Start < highlight.End && highlight.End <= passage.Length);
                Assert.False(SplitsPair(passage, highlight.Start) || SplitsPair(passage, highlight.End));
                Assert.NotEmpty(words.FindIn(passage[highlight.Start..highlight.End]).Words);
                end = highlight.End;
            }

            Assert.Equal(found.Highlights.Count > 0, found.Words.Count > 0);
        });
    }

    [Fact]
    public void Exactly_the_words_with_a_form_of_the_query_are_covered()
    {
        Gen.Select(Texts, Texts).Sample((query, passage) =>
        {
            var asked = Words.Of(query).Select(r => query[r]).ToList();
            var telling = asked.FindAll(word => !StopWords.Contains(WordForm.Fold(word)));
            var forms = (telling.Count > 0 ? telling : asked).Select(word => WordForm.Of(word)).ToHashSet();

            var covered = QueryWords.Of(query).FindIn(passage).Highlights;

            foreach (var range in Words.Of(passage))
            {
                var inside = covered.Any(h => h.Start <= range.Start.Value && range.End.Value <= h.End);
                Assert.Equal(forms.Contains(WordForm.Of(passage.AsSpan()[range])), inside);
            }
        });
    }

    [Fact]
    public void A_text_finds_itself_whatever_its_case()
    {
        Texts.Where(text => Words.Of(text).Any()).Sample(text =>
            Assert.NotEmpty(QueryWords.Of(text).FindIn(text).Highlights));
    }

    private static bool SplitsPair(string text, int at) =>
        at > 0 && at < text.Length && char.IsSurrogatePair(text[at - 1], text[at]);
}
