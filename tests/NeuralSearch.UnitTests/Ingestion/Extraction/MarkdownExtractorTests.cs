using System.Text;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Ingestion.Extraction;
using NeuralSearch.Ingestion.Sources;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Extraction;

public sealed class MarkdownExtractorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void The_text_is_what_a_reader_reads()
    {
        ExtractedDocument read = Read("""
            # Green *tea*

            Use **soft** water, see [the table](#table "t") or <https://tea.example/>.
            ![A pot](pot.png) Never `boil()` it&nbsp;&mdash; ~~ever~~.[^1]

            - one
            - two
              1. inner
              2. inner two
            - [x] done

            > quoted
            > further

            ```python
            def brew():
                return 80
            ```

            | leaf | °C |
            |------|---:|
            | green | 80 |
            | black | 95 |

            <div class="note"><b>Mind</b> the <script>alert(1)</script>clock</div>

            Setext
            ------

            [ref]: https://nowhere.example
            [^1]: A footnote.
            """);

        Assert.Equal("Green tea", read.Title);
        Assert.Equal("""
            Green tea

            Use soft water, see the table or https://tea.example/. A pot Never boil() it — ever.

            • one
            • two
            1. inner
            2. inner two
            • done

            quoted further

            def brew():
                return 80

            leaf | °C
            green | 80
            black | 95

            Mind the clock

            Setext

            A footnote.
            """, read.Text);
    }

    [Fact]
    public void Front_matter_gives_title_url_and_metadata_and_is_no_text()
    {
        ExtractedDocument read = Read("""
            ---
            title: "The: title"
            url: https://tea.example/green
            tags: [tea, 'green']
            rating: 5
            price: 2.50
            draft: false
            date: 2024-05-01
            nothing:
            origin: { country: Japan }
            ---
            # Heading

            Body.
            """);

        Assert.Equal(("The: title", "https://tea.example/green"), (read.Title, read.Url));
        Assert.Equal("Heading\n\nBody.", read.Text);
        Assert.Equal(
            ["tags", "rating", "price", "draft", "date", "nothing", "origin"], read.Metadata.Keys);
        Assert.Equal(["tea", "green"], read.Metadata["tags"].ListValue.Values.Select(value => value.StringValue));
        Assert.Equal(5, read.Metadata["rating"].IntegerValue);
        Assert.Equal(2.5, read.Metadata["price"].DoubleValue);
        Assert.Equal(Value.KindOneofCase.BoolValue, read.Metadata["draft"].KindCase);
        Assert.Equal("2024-05-01", read.Metadata["date"].StringValue);
        Assert.Equal("Japan", read.Metadata["origin"].StructValue.Fields["country"].StringValue);
    }

    [Theory]
    [InlineData("---\nJust text between rules.\n---\nMore.", "Just text between rules.\n\nMore.")]
    [InlineData("---\n\nA rule and no end.", "A rule and no end.")]
    [InlineData("---\n---\nEmpty.", "Empty.")]
    [InlineData("Text\n---\ntitle: no\n---\n", "Text\n\ntitle: no")]
    public void What_only_looks_like_front_matter_is_text(string markdown, string text)
    {
        Assert.Equal(text, Read(markdown).Text);
    }

    [Theory]
    [InlineData("---\ntitle: a: b\n---\n", "not valid YAML, line 2")]
    [InlineData("---\na: [1\n---\n", "not valid YAML")]
    [InlineData("---\na: &x [1]\nb: *x\n---\n", "alias")]
    [InlineData("---\na: 1\na: 2\n---\n", "'a' twice")]
    [InlineData("---\n? [a]\n: 1\n---\n", "no plain text")]
    [InlineData("---\na: \"\\uD800\"\n---\n", "surrogate")]
    [InlineData("---\na: [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]\n---\n", "16 levels")]
    public void Wrong_front_matter_is_refused_in_words(string markdown, string words)
    {
        DocumentRefusedException refused = Assert.Throws<DocumentRefusedException>(() => Read(markdown + "Text."));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(">", 100_000)]
    [InlineData("[", 100_000)]
    [InlineData("*a_ ", 100_000)]
    [InlineData("![", 100_000)]
    public void Nesting_without_end_is_refused_in_words(string part, int count)
    {
        DocumentRefusedException refused =
            Assert.Throws<DocumentRefusedException>(() => Read(Repeat(part, count)));

        Assert.Contains("nested", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[a](", 300_000)]
    [InlineData("[ (](", 300_000)]
    [InlineData("[^1]: a\n", 300_000)]
    public void What_takes_too_long_is_given_up_in_words(string part, int count)
    {
        MarkdownExtractor hasty = new(TimeSpan.FromMilliseconds(200));

        DocumentRefusedException refused = Assert.Throws<DocumentRefusedException>(
            () => hasty.Extract(Encoding.UTF8.GetBytes(Repeat(part, count)), null, Cancellation));

        Assert.Contains("longer than 0.2 s", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\n\n", 300_000)]
    [InlineData("`a` ", 1_200_000)]
    public void What_would_take_gigabytes_is_refused_in_words(string part, int count)
    {
        DocumentRefusedException refused =
            Assert.Throws<DocumentRefusedException>(() => Read(Repeat(part, count)));

        Assert.Contains("more than 500000 lines or 1000000 marks", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_takes_long_ends_when_it_is_stopped()
    {
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(100));

        Assert.Throws<OperationCanceledException>(() => new MarkdownExtractor(TimeSpan.FromMinutes(5)).Extract(
            Encoding.UTF8.GetBytes(Repeat("[a](", 200_000)), null, stop.Token));
    }

    private static string Repeat(string part, int count) => new StringBuilder().Insert(0, part, count).ToString();

    private static ExtractedDocument Read(string markdown) =>
        new MarkdownExtractor(TimeSpan.FromMinutes(5)).Extract(
            Encoding.UTF8.GetBytes(markdown), null, Cancellation);
}
