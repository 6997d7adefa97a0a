using NeuralSearch.Inference;
using NeuralSearch.Ingestion;
using NeuralSearch.Ingestion.Preparation;
using NeuralSearch.Ingestion.Samples;
using NeuralSearch.Ingestion.Sources;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion.Preparation;

/// <summary>The chunker with the model's own tokenizer on the sample.</summary>
public sealed class FilmChunksTests
{
    private const int ModelTokens = 256;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Passages_of_films_fit_the_window_and_with_their_title_the_model()
    {
        WordPieceTokenizer tokenizer = WordPieceTokenizer.OfModel(null, "all-MiniLM-L6-v2");
        WordPieceTokenCounter counter = new(tokenizer);
        DocumentPreparer preparer = new(counter, new ChunkerOptions(), titleTokens: 64);
        int chunks = 0;
        int documents = 0;
        long tokens = 0;

        await foreach (SourceDocument film in FilmsAsync(2000))
        {
            string prefix = preparer.PassagePrefix(film);
            documents++;
            foreach (Chunk chunk in preparer.Split(film))
            {
                string passage = film.Text[chunk.Start..chunk.End];
                chunks++;
                tokens += counter.Count(passage);
                Assert.InRange(counter.Count(passage), 1, 128);
                Assert.InRange(tokenizer.Encode(prefix + passage, int.MaxValue).Length, 1, ModelTokens);
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{documents} films, {chunks} chunks, {tokens} tokens");
        Assert.InRange(chunks, documents, documents * 3);
    }

    private static async IAsyncEnumerable<SourceDocument> FilmsAsync(int count)
    {
        string path = SampleFile.Find(null, AppContext.BaseDirectory)!;
        await using Stream stream = SampleFile.Open(path);
        JsonLinesSource source = new(stream, new IngestionOptions(), count);
        await foreach (SourceItem item in source.ReadAsync(Cancellation))
        {
            Assert.Null(item.Error);
            yield return item.Document!;
        }
    }
}
