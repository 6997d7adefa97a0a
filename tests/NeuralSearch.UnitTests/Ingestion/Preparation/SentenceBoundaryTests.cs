using NeuralSearch.Ingestion.Preparation;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Preparation;

public sealed class SentenceBoundaryTests
{
    [Theory]
    [InlineData("It rains. It pours.", "It rains.|It pours.")]
    [InlineData("What? No! Yes.", "What?|No!|Yes.")]
    [InlineData("Mr. Smith met Dr. Jones. They spoke.", "Mr. Smith met Dr. Jones.|They spoke.")]
    [InlineData("He lives in the U.S. Army base.", "He lives in the U.S. Army base.")]
    [InlineData("It was shot in the U.S. The film won.", "It was shot in the U.S.|The film won.")]
    [InlineData("John F. Kennedy spoke. All listened.", "John F. Kennedy spoke.|All listened.")]
    [InlineData("It cost 3.14 dollars. Cheap.", "It cost 3.14 dollars.|Cheap.")]
    [InlineData("It was made in 1958. Kirk Douglas stars.", "It was made in 1958.|Kirk Douglas stars.")]
    [InlineData("\"Go away!\" he said. \"Now.\" She left.", "\"Go away!\" he said.|\"Now.\"|She left.")]
    [InlineData("He paused… then went on. Fine.", "He paused… then went on.|Fine.")]
    [InlineData("Visit example.com today. Bye.", "Visit example.com today.|Bye.")]
    [InlineData("A heading\n\nA paragraph", "A heading|A paragraph")]
    [InlineData("A heading\r\n\r\nA paragraph", "A heading|A paragraph")]
    [InlineData("A wrapped\nline of text", "A wrapped\nline of text")]
    [InlineData("Buy:\n- Milk\n- Bread", "Buy:|- Milk|- Bread")]
    [InlineData("1. First of all. 2. Then this.", "1. First of all.|2. Then this.")]
    [InlineData("これは文です。次の文です！終わり", "これは文です。|次の文です！|終わり")]
    [InlineData("他说：“你好。”然后走了。", "他说：“你好。”|然后走了。")]
    [InlineData("No. 5 is alive (in vol. 2). Really.", "No. 5 is alive (in vol. 2).|Really.")]
    public void A_text_is_cut_into_its_sentences(string text, string expected) =>
        Assert.Equal(expected.Split('|'), Sentences(text));

    private static List<string> Sentences(string text)
    {
        List<string> sentences = [];
        AtomScanner atoms = new(text);
        int start = -1;
        while (atoms.MoveNext())
        {
            if (start < 0)
                start = atoms.Current.Start;
            if (!atoms.Current.EndsSentence)
                continue;
            sentences.Add(text[start..atoms.Current.End]);
            start = -1;
        }

        Assert.Equal(-1, start);
        return sentences;
    }
}
