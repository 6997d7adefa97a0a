using NeuralSearch.Ingestion.Preparation;
using NeuralSearch.Ingestion.Sources;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Preparation;

public sealed class ContentHashTests
{
    private const string Base =
        """{"id":"a","title":"T","text":"Text","url":"u","n":1,"tags":["x","y"],"o":{"p":1,"q":2}}""";

    [Theory]
    [InlineData("""{"o":{"q":2,"p":1},"tags":["x","y"],"n":1,"url":"u","text":"Text","title":"T","_id":"a"}""")]
    [InlineData("""{ "id" : "a", "title":"T","text":"T\u0065xt","url":"u","n":1,"tags":["x","y"],"o":{"p":1,"q":2}}""")]
    public void The_same_content_written_differently_has_the_same_hash(string json) =>
        Assert.Equal(Hash(Base), Hash(json));

    [Theory]
    [InlineData("""{"id":"b","title":"T","text":"Text","url":"u","n":1,"tags":["x","y"],"o":{"p":1,"q":2}}""")]
    [InlineData("""{"id":"a","title":"t","text":"Text","url":"u","n":1,"tags":["x","y"],"o":{"p":1,"q":2}}""")]
    [InlineData("""{"id":"a","title":"T","text":"Texts","url":"u","n":1,"tags":["x","y"],"o":{"p":1,"q":2}}""")]
    [InlineData("""{"id":"a","title":"T","text":"Text","url":null,"n":1,"tags":["x","y"],"o":{"p":1,"q":2}}""")]
    [InlineData("""{"id":"a","title":"T","text":"Text","url":"u","n":1.0,"tags":["x","y"],"o":{"p":1,"q":2}}""")]
    [InlineData("""{"id":"a","title":"T","text":"Text","url":"u","n":"1","tags":["x","y"],"o":{"p":1,"q":2}}""")]
    [InlineData("""{"id":"a","title":"T","text":"Text","url":"u","n":true,"tags":["x","y"],"o":{"p":1,"q":2}}""")]
    [InlineData("""{"id":"a","title":"T","text":"Text","url":"u","n":1,"tags":["y","x"],"o":{"p":1,"q":2}}""")]
    [InlineData("""{"id":"a","title":"T","text":"Text","url":"u","n":1,"tags":["xy"],"o":{"p":1,"q":2}}""")]
    [InlineData("""{"id":"a","title":"T","text":"Text","url":"u","n":1,"tags":["x","y"],"o":{"p":2,"q":1}}""")]
    [InlineData("""{"id":"a","title":"T","text":"Text","url":"u","n":1,"tags":["x","y"],"o":{"p":1,"q":2},"z":null}""")]
    public void Other_content_has_another_hash(string json) => Assert.NotEqual(Hash(Base), Hash(json));

    [Fact]
    public void Another_preparation_has_another_hash() =>
        Assert.NotEqual(Hash(Base), Hash(Base, "v1 model=other"));

    [Fact]
    public void Long_texts_differ_in_their_last_character()
    {
        string text = string.Concat(Enumerable.Repeat("😀abc", 3000));

        Assert.NotEqual(
            Hash($$"""{"id":"a","text":"{{text}}x"}"""),
            Hash($$"""{"id":"a","text":"{{text}}y"}"""));
    }

    private static string Hash(string json, string preparation = "v1 model=m") => Convert.ToHexString(
        ContentHash.Compute(
            new DocumentParser(1 << 20).Parse(1, System.Text.Encoding.UTF8.GetBytes(json)).Document!, preparation));
}
