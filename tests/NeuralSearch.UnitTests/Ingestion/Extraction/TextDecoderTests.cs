using System.Text;
using NeuralSearch.Ingestion.Extraction;
using NeuralSearch.Ingestion.Sources;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Extraction;

public sealed class TextDecoderTests
{
    private const string Text = "Größe, “quoted” – 2 €";

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    public void A_byte_order_mark_is_believed(string encoding)
    {
        Encoding written = Encoding.GetEncoding(encoding);

        Assert.Equal(Text, TextDecoder.Decode([.. written.GetPreamble(), .. written.GetBytes(Text)], "ascii"));
    }

    [Fact]
    public void Without_a_mark_it_is_UTF_8_and_what_is_not_is_Windows_1252()
    {
        Encoding western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

        Assert.Equal(Text + "潮", TextDecoder.Decode(Encoding.UTF8.GetBytes(Text + "潮"), null));
        Assert.Equal(Text, TextDecoder.Decode(western.GetBytes(Text), null));
        Assert.Equal("", TextDecoder.Decode([], null));
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0x00, 0x62 }, null, "character 2 is NUL")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0, 0x10 }, null, "byte 5 is 0x10")]
    [InlineData(new byte[] { 0x61, 0x81 }, null, "byte 2 is 0x81")]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, 0x61, 0xFF }, null, "not valid utf-8, as its byte order mark says")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x00, 0xD8 }, null, "not valid utf-16")]
    [InlineData(new byte[] { 0x61, 0xFF }, "utf-8", "not valid utf-8, as the charset says, at byte 2")]
    [InlineData(new byte[] { 0x61 }, "utf-7", "'utf-7' is not known")]
    public void What_is_no_text_is_refused_in_words(byte[] content, string? charset, string words)
    {
        DocumentRefusedException refused =
            Assert.Throws<DocumentRefusedException>(() => TextDecoder.Decode(content, charset));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }
}
