using System.Text;
using Google.Protobuf;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Ingestion.Preparation;
using NeuralSearch.Ingestion.Sources;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Sources;

public sealed class DocumentParserTests
{
    private readonly DocumentParser _parser = new(maxFieldBytes: 1000);

    [Fact]
    public void A_document_has_its_fields()
    {
        SourceDocument document = Parse(
            """{"_id":"x","title":"T","text":"Text","url":"u","year":1958,"genres":["Adventure"],"note":null}""");

        Assert.Equal(("x", "T", "Text", "u"), (document.Id, document.Title, document.Text, document.Url));
        Assert.Equal(["genres", "note", "year"], document.Fields.Keys.Order());
        Assert.Equal(1958, document.Fields["year"].IntegerValue);
        Assert.Equal("Adventure", document.Fields["genres"].ListValue.Values.Single().StringValue);
        Assert.Equal(Value.KindOneofCase.NullValue, document.Fields["note"].KindCase);
    }

    [Theory]
    [InlineData("\"a/b ü\"", "a/b ü")]
    [InlineData("42", "42")]
    [InlineData("-7", "-7")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    public void An_id_is_a_string_or_an_integer(string json, string expected) =>
        Assert.Equal(expected, Parse($$"""{"id":{{json}},"text":"t"}""").Id);

    [Theory]
    [InlineData("9223372036854775807", Value.KindOneofCase.IntegerValue)]
    [InlineData("-9223372036854775808", Value.KindOneofCase.IntegerValue)]
    [InlineData("9223372036854775808", Value.KindOneofCase.DoubleValue)]
    [InlineData("1.0", Value.KindOneofCase.DoubleValue)]
    [InlineData("1e3", Value.KindOneofCase.DoubleValue)]
    [InlineData("1.7976931348623157e308", Value.KindOneofCase.DoubleValue)]
    public void Integers_stay_integers(string json, Value.KindOneofCase kind) =>
        Assert.Equal(kind, Parse($$"""{"id":"a","text":"t","n":{{json}}}""").Fields["n"].KindCase);

    [Theory]
    [InlineData("""{"text":"t"}""", null, "'id' is missing or empty")]
    [InlineData("""{"id":"","text":"t"}""", "", "'id' is missing or empty")]
    [InlineData("""{"id":null,"text":"t"}""", null, "'id' is missing or empty")]
    [InlineData("""{"id":1.5,"text":"t"}""", null, "'id' must be a string or a 64-bit integer")]
    [InlineData("""{"id":["a"],"text":"t"}""", null, "'id' must be a string or a 64-bit integer")]
    [InlineData("""{"id":"a\u0000","text":"t"}""", null, "'id' holds a control character")]
    [InlineData("""{"id":"a","_id":"b","text":"t"}""", "a", "both 'id' and '_id'")]
    [InlineData("""{"id":"a"}""", "a", "'text' is missing")]
    [InlineData("""{"id":"a","text":null}""", "a", "'text' is missing")]
    [InlineData("""{"id":"a","text":" \n\t"}""", "a", "'text' is empty")]
    [InlineData("""{"id":"a","text":5}""", "a", "'text' must be a string")]
    [InlineData("""{"title":5,"text":"t","id":"a"}""", "a", "'title' must be a string")]
    [InlineData("""{"url":{},"text":"t","id":"a"}""", "a", "'url' must be a string")]
    [InlineData("""{"id":"a","text":"t","document":"d"}""", "a", "'document' is reserved")]
    [InlineData("""{"id":"a","text":"t","chunk":1}""", "a", "'chunk' is reserved")]
    [InlineData("""{"id":"a","text":"t","chunk_start":1}""", "a", "'chunk_start' is reserved")]
    [InlineData("""{"id":"a","text":"t","chunk_end":1}""", "a", "'chunk_end' is reserved")]
    [InlineData("""{"id":"a","text":"t","n":1e999}""", "a", "'n' holds a number outside")]
    [InlineData("""{"id":"a","text":"t","n":[{"m":-1e999}]}""", "a", "'n' holds a number outside")]
    [InlineData("""{"id":"a","text":"t","text":"u"}""", "a", "the property 'text' is there twice")]
    [InlineData("""{"id":"a","text":"t","o":{"p":1,"p":2}}""", "a", "'o' holds an object with two properties 'p'")]
    [InlineData("""{"id":"a","text":"\ud800"}""", "a", "half a surrogate pair")]
    [InlineData("""{"id":"a","text":"t","n":"x\udc00"}""", "a", "half a surrogate pair")]
    [InlineData("""{"id":"a","text":"t","\ud800":1}""", "a", "half a surrogate pair")]
    [InlineData("""{"id":"a","text":"t" """, "a", "not valid JSON")]
    [InlineData("""{"id":"a","text":"t"} {}""", "a", "not valid JSON")]
    [InlineData("""{"id":"a","text":"t",}""", "a", "not valid JSON")]
    [InlineData("""{"id":"a","text":"t"/* no */}""", "a", "not valid JSON")]
    [InlineData("""{"id":"a","text":"t","n":NaN}""", "a", "not valid JSON")]
    [InlineData("""{id:"a"}""", null, "not valid JSON, at byte 2")]
    [InlineData("""["a"]""", null, "no JSON object")]
    [InlineData("\"a\"", null, "no JSON object")]
    [InlineData("null", null, "no JSON object")]
    public void What_is_wrong_is_named(string json, string? id, string error)
    {
        SourceItem item = _parser.Parse(7, Encoding.UTF8.GetBytes(json));

        Assert.Null(item.Document);
        Assert.Equal((7, id), (item.Line, item.Id));
        Assert.Contains(error, item.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", item.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC3 })] // cut off
    [InlineData(new byte[] { 0xC0, 0x80 })] // overlong
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })] // a surrogate
    [InlineData(new byte[] { 0xE4 })] // "ä" in Latin-1
    public void Bytes_that_are_no_utf8_are_refused(byte[] bytes)
    {
        byte[] json = [.. "{\"id\":\"a\",\"text\":\""u8, .. bytes, .. "\"}"u8];

        SourceItem item = _parser.Parse(7, json);

        Assert.Contains("not valid UTF-8", item.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_id_is_accepted_and_a_longer_one_refused()
    {
        string longest = new('i', DocumentParser.MaxIdChars);

        Assert.Equal(longest, Parse($$"""{"id":"{{longest}}","text":"t"}""").Id);
        Assert.Contains(
            "1025 characters; at most 1024",
            _parser.Parse(1, Encoding.UTF8.GetBytes($$"""{"id":"{{longest}}i","text":"t"}""")).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_that_every_chunk_would_repeat_are_limited()
    {
        SourceItem item = _parser.Parse(
            1, Encoding.UTF8.GetBytes($$"""{"id":"a","text":"t","note":"{{new string('n', 1000)}}"}"""));

        Assert.Contains("at most 1000 are allowed", item.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_deepest_document_that_is_accepted_can_be_read_by_a_node()
    {
        string nested = Nested(PayloadReader.MaxDepth - 1);

        SourceDocument document = Parse($$"""{"id":"a","text":"t","n":{{nested}}}""");

        UpsertPoints request = new()
        {
            Points = { PointFactory.Create("c", document, new Chunk(0, 0, 1), [1f]) },
        };
        Assert.Equal(request, UpsertPoints.Parser.ParseFrom(request.ToByteArray()));
        Assert.Contains(
            "depth",
            _parser.Parse(1, Encoding.UTF8.GetBytes(
                $$"""{"id":"a","text":"t","n":{{Nested(PayloadReader.MaxDepth)}}}""")).Error,
            StringComparison.Ordinal);
    }

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Repeat("{\"k\":", depth)) + "1" + new string('}', depth);

    private SourceDocument Parse(string json)
    {
        SourceItem item = _parser.Parse(1, Encoding.UTF8.GetBytes(json));

        Assert.Null(item.Error);
        return item.Document!;
    }
}
