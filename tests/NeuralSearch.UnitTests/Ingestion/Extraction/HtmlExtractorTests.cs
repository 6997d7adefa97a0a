using System.Text;
using NeuralSearch.Ingestion.Extraction;
using NeuralSearch.Ingestion.Sources;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Extraction;

public sealed class HtmlExtractorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_text_is_what_a_reader_reads()
    {
        ExtractedDocument read = Read("""
            <!DOCTYPE html><html lang=en><head><title>Tides &amp; moons</title>
            <link rel="canonical" href="https://sea.example/tides"><style>p { color: red }</style>
            <script>document.write("<p>not text</p>")</script></head>
            <body><nav><ul><li><a href="/">Home</a></ul></nav>
            <h1>Tides</h1><p>Twice   a
            day<br>the water <b>ri</b>ses.<p>Unclosed.
            <ul><li>spring tide<li><p>neap tide</p></ul>
            <table><tr><th>day<th>height<tr><td>1<td>2.5&nbsp;m</table>
            <pre><code>
            if high:
                <span>go</span> out
            </code></pre>
            <svg><title>drawing</title><text>no</text></svg><template>no</template><p hidden>no</p>
            <!-- no --><img alt="A beach" src=x><textarea>no</textarea><select><option>no</select>
            <blockquote>Time and tide</blockquote><script src=x />no</script>
            <footer>© nobody</footer></body></html>
            """);

        Assert.Equal(("Tides & moons", "https://sea.example/tides"), (read.Title, read.Url));
        Assert.Equal("""
            Tides

            Twice a day
            the water rises.

            Unclosed.

            • spring tide
            • neap tide

            day | height
            1 | 2.5 m

            if high:
                go out

            A beach

            Time and tide
            """, read.Text);
    }

    [Theory]
    [InlineData(
        "<header>Site</header><main><h1>Title</h1><aside>Note</aside>Text</main><p>After", "Title\n\nNote\n\nText")]
    [InlineData("<aside>Bar</aside><p>Text", "Text")]
    [InlineData("<div><nav>never closed</div><p>Text", "Text")]
    [InlineData("<p>a</p></div></nav></p>b", "a\n\nb")]
    [InlineData("<div aria-hidden=true><p>no<div>no</div></div>yes", "yes")]
    [InlineData("<p hidden>no<p>yes", "yes")]
    [InlineData("<svg><script/></svg>yes", "yes")]
    [InlineData("a &lt;b&gt; &notanentity; &#x41;", "a <b> ¬anentity; A")]
    [InlineData("<plaintext>no", "")]
    [InlineData("no markup at all", "no markup at all")]
    [InlineData("<title>only</title>", "")]
    public void Pages_as_they_are_written_are_read_as_browsers_do(string html, string text)
    {
        Assert.Equal(text, Read(html).Text);
    }

    [Fact]
    public void Without_a_title_the_first_heading_is_it()
    {
        Assert.Equal("First heading", Read("<h2>no</h2><h1>First <i>heading</i></h1><h1>Second</h1>").Title);
        Assert.Null(Read("<link rel=canonical href='javascript:alert(1)'><p>x").Url);
    }

    [Theory]
    [InlineData("windows-1251", "<meta charset=windows-1251>")]
    [InlineData("shift_jis", "<meta http-equiv='Content-Type' content='text/html; charset=Shift_JIS'>")]
    [InlineData("utf-8", "")]
    [InlineData("utf-16", "")]
    [InlineData("windows-1252", "<meta charset=iso-8859-1>")]
    public void The_encoding_is_as_the_file_says(string encoding, string head)
    {
        string word = encoding switch { "windows-1251" => "Прилив", "shift_jis" => "潮汐", _ => "Größe – “x”" };
        Encoding written = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);

        byte[] content = [.. written.GetPreamble(), .. written.GetBytes($"{head}<p>{word}")];

        Assert.Equal(word, new HtmlExtractor().Extract(content, null, Cancellation).Text);
    }

    [Fact]
    public void An_encoding_that_nobody_knows_is_named()
    {
        DocumentRefusedException refused =
            Assert.Throws<DocumentRefusedException>(() => Read("<meta charset=klingon-8><p>x"));

        Assert.Contains("'klingon-8' is not known", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<b>")]
    [InlineData("<p><table><tr><td>")]
    [InlineData("<svg><title>")]
    [InlineData("<")]
    [InlineData("</div>")]
    [InlineData("&")]
    [InlineData("<!--")]
    [InlineData("<nav><main>")]
    [InlineData("<ul><li>")]
    public void Hostile_repetition_costs_neither_the_stack_nor_the_square_of_its_length(string part)
    {
        StringBuilder html = new StringBuilder("<p>before</p>").Insert(13, part, 1_000_000);

        ExtractedDocument read = Read(html.ToString());

        Assert.StartsWith("before", read.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_attributes_are_read_over()
    {
        string many = string.Concat(Enumerable.Range(0, 200_000).Select(i => $"a{i}=x "));
        string html = $"<p title='{new string('x', 20_000_000)}' {many}>text</p>";

        Assert.Equal("text", Read(html).Text);
    }

    private static ExtractedDocument Read(string html) =>
        new HtmlExtractor().Extract(Encoding.UTF8.GetBytes(html), null, Cancellation);
}
