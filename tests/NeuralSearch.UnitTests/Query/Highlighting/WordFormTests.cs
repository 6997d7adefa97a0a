using NeuralSearch.Query.Highlighting;
using Xunit;

namespace NeuralSearch.UnitTests.Query.Highlighting;

public sealed class WordFormTests
{
    [Theory]
    [InlineData("viking", "Vikings", "VIKING'S", "Viking’s")]
    [InlineData("run", "running", "runs")]
    [InlineData("hope", "hoping", "hoped", "hopes")]
    [InlineData("carry", "carries", "carried", "carrying")]
    [InlineData("box", "boxes", "boxed", "boxing")]
    [InlineData("church", "churches")]
    [InlineData("class", "classes")]
    [InlineData("fall", "falling", "falls")]
    [InlineData("naive", "naïve", "NAI\u0308VE")]
    [InlineData("éclair", "eclairs", "Éclair")]
    public void Spellings_of_a_word_have_one_form(string word, params string[] others)
    {
        foreach (var other in others) Assert.Equal(WordForm.Of(word), WordForm.Of(other));
    }

    [Theory]
    [InlineData("sing", "s")]
    [InlineData("red", "r")]
    [InlineData("being", "be")]
    [InlineData("bus", "bu")]
    [InlineData("this", "thi")]
    [InlineData("string", "str")]
    [InlineData("universe", "university")]
    [InlineData("straße", "strasse")]
    [InlineData("wander", "wonder")]
    public void Different_words_keep_different_forms(string word, string other)
    {
        Assert.NotEqual(WordForm.Of(word), WordForm.Of(other));
    }
}
