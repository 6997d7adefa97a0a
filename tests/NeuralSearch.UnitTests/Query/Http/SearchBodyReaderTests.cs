using System.Text;
using System.Text.Json;
using NeuralSearch.Query.Http;
using NeuralSearch.Query.Pipeline;
using NeuralSearch.ServiceDefaults.Problems;
using Xunit;

namespace NeuralSearch.UnitTests.Query.Http;

public sealed class SearchBodyReaderTests
{
    [Fact]
    public void A_query_alone_gets_the_defaults()
    {
        var query = Read("""{"query":" vikings "}""");

        Assert.Equal(new SearchQuery(" vikings ", null, null, 10, 0), query);
    }

    [Fact]
    public void Every_member_is_read()
    {
        var query = Read("""{"query":"x","collection":"films","filter":{"must":[]},"top":100,"offset":10000}""");

        Assert.Equal("films", query.Collection);
        Assert.NotNull(query.Filter);
        Assert.Equal((100, 10_000), (query.Top, query.Offset));
    }

    [Theory]
    [InlineData("""{}""", "query", "is missing")]
    [InlineData("""{"query":null}""", "query", "is missing")]
    [InlineData("""{"query":""}""", "query", "is empty")]
    [InlineData("""{"query":" \t\u00a0"}""", "query", "is empty")]
    [InlineData("""{"query":["x"]}""", "query", "must be a string, is an array")]
    [InlineData("""{"query":"x","top":0}""", "top", "must be a whole number from 1 to 100, is 0")]
    [InlineData("""{"query":"x","top":101}""", "top", "must be a whole number from 1 to 100, is 101")]
    [InlineData("""{"query":"x","top":"5"}""", "top", "is a string")]
    [InlineData("""{"query":"x","top":2.5}""", "top", "is 2.5")]
    [InlineData("""{"query":"x","offset":-1}""", "offset", "must be a whole number from 0 to 10000, is -1")]
    [InlineData("""{"query":"x","offset":10001}""", "offset", "is 10001")]
    [InlineData("""{"query":"x","collection":""}""", "collection", "must have 1 to 255 characters, has 0")]
    [InlineData("""{"query":"x","limit":5}""", "limit", "unknown; allowed: query, collection, filter, top, offset")]
    [InlineData("""{"query":"x","filter":{"must":{"key":"k","match":{"a":1}}}}""", "filter.must.match.a", "unknown")]
    [InlineData("""["query"]""", "body", "must be an object")]
    public void Every_error_names_its_field(string json, string field, string message)
    {
        var problem = Assert.Throws<ProblemException>(() => Read(json)).Problem;

        var error = Assert.Single(problem.Errors);
        Assert.Equal(400, problem.Status);
        Assert.Equal(field, error.Field);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8_192, true)]
    [InlineData(8_193, false)]
    public void A_query_may_have_8192_characters(int length, bool accepted)
    {
        var problem = Record.Exception(() => Read($$"""{"query":"{{new string('x', length)}}"}"""));

        Assert.Equal(accepted, problem is null);
    }

    [Theory]
    [InlineData("""{"query":"x","query":"y"}""")]
    [InlineData("""{"query":"x" """)]
    [InlineData("""{"query":"x",}""")]
    [InlineData("")]
    public void What_is_no_strict_JSON_is_refused(string json)
    {
        Assert.ThrowsAny<JsonException>(() => Read(json));
    }

    [Fact]
    public void A_body_that_is_not_UTF8_is_refused()
    {
        byte[] body = [.. "{\"query\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8];

        var problem = Assert.Throws<ProblemException>(() => SearchBodyReader.Read(body)).Problem;

        Assert.Equal("body", Assert.Single(problem.Errors).Field);
    }

    [Fact]
    public void A_byte_order_mark_is_skipped()
    {
        Assert.Equal("x", Read("\uFEFF{\"query\":\"x\"}").Text);
    }

    [Theory]
    [InlineData("""{"query":"cut \ud83d"}""", "cut \uFFFD")]
    [InlineData("""{"query":"\uDE00 cut"}""", "\uFFFD cut")]
    [InlineData("""{"query":"\ud83d\ude00"}""", "\U0001F600")]
    [InlineData("""{"query":"\ud83d\ud83d\ude00"}""", "\uFFFD\U0001F600")]
    [InlineData("""{"query":"\\ud83d \\\ud83d"}""", "\\ud83d \\\uFFFD")]
    [InlineData("""{"query":"\u0041\n\ud83dx"}""", "A\n\uFFFDx")]
    public void Lone_surrogates_survive_as_the_replacement_character(string json, string text)
    {
        Assert.Equal(text, Read(json).Text);
    }

    private static SearchQuery Read(string json) => SearchBodyReader.Read(Encoding.UTF8.GetBytes(json));
}
