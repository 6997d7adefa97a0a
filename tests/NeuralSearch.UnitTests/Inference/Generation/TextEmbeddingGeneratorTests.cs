using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using NeuralSearch.Inference;
using NeuralSearch.UnitTests.Inference.Batching;
using Xunit;

namespace NeuralSearch.UnitTests.Inference.Generation;

public sealed class TextEmbeddingGeneratorTests : IDisposable
{
    private static readonly WordPieceTokenizer Tokenizer =
        WordPieceTokenizer.Load(Path.Combine(TestFiles.MiniLm, "vocab.txt"));

    private readonly CancellationTokenSource _hangGuard = new(FakeEncoder.HangGuard);
    private readonly FakeEncoder _encoder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly TextEmbeddingGenerator _generator;

    public TextEmbeddingGeneratorTests() => _generator = Create(new TextEmbeddingOptions { MaxDelay = TimeSpan.Zero });

    private CancellationToken Token => _hangGuard.Token;

    public void Dispose()
    {
        _encoder.Release();
        _generator.Dispose();
        _hangGuard.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Vectors_come_in_the_order_of_the_texts_with_model_and_usage(bool bulk)
    {
        string[] texts = ["one two three", "one", "one two three four five", "one two"];

        GeneratedEmbeddings<Embedding<float>> embeddings =
            await _generator.GenerateAsync(texts, bulk ? EmbeddingPriority.Bulk : null, Token);

        Assert.Equal([5, 3, 7, 4], embeddings.Select(e => e.Vector.Span[0]));
        Assert.All(embeddings, e => Assert.Equal("fake", e.ModelId));
        Assert.Equal(19, embeddings.Usage?.InputTokenCount);
        Assert.Equal(19, embeddings.Usage?.TotalTokenCount);
    }

    [Fact]
    public async Task No_texts_give_no_vectors()
    {
        GeneratedEmbeddings<Embedding<float>> embeddings = await _generator.GenerateAsync([], null, Token);

        Assert.Empty(embeddings);
        Assert.Equal(0, embeddings.Usage?.InputTokenCount);
    }

    [Fact]
    public async Task A_text_is_cut_off_at_the_models_window()
    {
        Embedding<float> embedding = await _generator.GenerateAsync(
            string.Concat(Enumerable.Repeat("word ", 1000)), cancellationToken: Token);

        Assert.Equal(256, embedding.Vector.Span[0]);
    }

    [Fact]
    public async Task A_query_asked_again_comes_from_the_cache_with_the_same_vector_and_usage()
    {
        GeneratedEmbeddings<Embedding<float>> first = await _generator.GenerateAsync(["a query"], null, Token);

        GeneratedEmbeddings<Embedding<float>> second = await _generator.GenerateAsync(["a query"], null, Token);

        Assert.Single(_encoder.Batches);
        Assert.Equal(first[0].Vector.ToArray(), second[0].Vector.ToArray());
        Assert.Equal(first.Usage?.InputTokenCount, second.Usage?.InputTokenCount);
    }

    [Fact]
    public async Task Bulk_neither_fills_the_cache_nor_is_answered_from_it()
    {
        await _generator.GenerateAsync(["a text"], EmbeddingPriority.Bulk, Token);
        await _generator.GenerateAsync(["a text"], null, Token);
        await _generator.GenerateAsync(["a text"], EmbeddingPriority.Bulk, Token);

        Assert.Equal(3, _encoder.Batches.Count);
    }

    [Fact]
    public async Task Without_a_cache_a_query_asked_again_is_computed_again()
    {
        using FakeEncoder encoder = new();
        using TextEmbeddingGenerator generator = Create(new TextEmbeddingOptions { CacheEntries = 0 }, encoder);

        await generator.GenerateAsync(["a query"], null, Token);
        await generator.GenerateAsync(["a query"], null, Token);

        Assert.Equal(2, encoder.Batches.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    public async Task An_empty_text_is_refused_by_its_index_and_nothing_is_computed(string empty)
    {
        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(
            () => _generator.GenerateAsync(["fine", "fine too", empty], null, Token));

        Assert.Contains("Text 2 (counted from 0) of 3 is empty or white space", e.Message, StringComparison.Ordinal);
        Assert.Empty(_encoder.Batches);
    }

    [Fact]
    public async Task Another_model_or_other_dimensions_are_refused()
    {
        ArgumentException model = await Assert.ThrowsAsync<ArgumentException>(
            () => _generator.GenerateAsync(["a"], new EmbeddingGenerationOptions { ModelId = "other" }, Token));
        ArgumentException dimensions = await Assert.ThrowsAsync<ArgumentException>(
            () => _generator.GenerateAsync(["a"], new EmbeddingGenerationOptions { Dimensions = 7 }, Token));

        Assert.Contains("'other'", model.Message, StringComparison.Ordinal);
        Assert.Contains("2 dimensions and cannot give 7", dimensions.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_one_text_fails_the_call_fails_with_its_exception()
    {
        _encoder.FailuresByLength[3] = new NotSupportedException("no such operator");

        await Assert.ThrowsAsync<NotSupportedException>(
            () => _generator.GenerateAsync(["one two", "one"], null, Token));
    }

    [Fact]
    public async Task A_cancelled_call_ends_while_its_text_is_being_computed()
    {
        using CancellationTokenSource cancel = new();
        _encoder.Hold();
        Task<GeneratedEmbeddings<Embedding<float>>> call = _generator.GenerateAsync(["one"], null, cancel.Token);
        await _encoder.BeganAsync(Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public void Services_are_found_by_their_types()
    {
        EmbeddingGeneratorMetadata? metadata = _generator.GetService<EmbeddingGeneratorMetadata>();

        Assert.Equal(("neuralsearch", "fake", 2), (
            metadata?.ProviderName, metadata?.DefaultModelId, metadata?.DefaultModelDimensions));
        Assert.Same(_generator, _generator.GetService<IEmbeddingGenerator<string, Embedding<float>>>());
        Assert.Same(Tokenizer, _generator.GetService<WordPieceTokenizer>());
        Assert.Same(_encoder, _generator.GetService<ITextEncoder>());
        Assert.Null(_generator.GetService<string>());
        Assert.Null(_generator.GetService<WordPieceTokenizer>("key"));
    }

    [Fact]
    public async Task A_stopped_generator_has_freed_its_model_and_refuses_texts()
    {
        await _generator.StopAsync(Token);

        Assert.True(_encoder.IsDisposed);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _generator.GenerateAsync(["one"], null, Token));
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.Equal("Workers", Refused(new TextEmbeddingOptions { Workers = 0 }));
        Assert.Equal("BatchTokens", Refused(new TextEmbeddingOptions { BatchTokens = 0 }));
        Assert.Equal("CacheEntries", Refused(new TextEmbeddingOptions { CacheEntries = 2 }));

        string? Refused(TextEmbeddingOptions options) =>
            Assert.Throws<ArgumentOutOfRangeException>(() => Create(options)).ParamName;
    }

    [Fact]
    public async Task What_happens_is_measured_under_the_documented_names()
    {
        using MeterOfOwn meters = new();
        using FakeEncoder encoder = new();
        using TextEmbeddingGenerator generator = new(
            encoder, Tokenizer, "fake", maxTokens: 256,
            new TextEmbeddingOptions { MaxDelay = TimeSpan.Zero }, meters, _clock);

        await generator.GenerateAsync(["one two"], null, Token);
        await generator.GenerateAsync(["one two"], null, Token);
        await generator.GenerateAsync(["one", "two", "three"], EmbeddingPriority.Bulk, Token);
        for (int i = encoder.Batches.Count; i > 0; i--) await encoder.BeganAsync(Token);
        using CancellationTokenSource cancel = new();
        encoder.Hold();
        Task cancelled = generator.GenerateAsync(["four"], null, cancel.Token);
        await encoder.BeganAsync(Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        encoder.Release();
        await generator.StopAsync(Token);

        Assert.Equal(4, meters.Count("gen_ai.client.operation.duration"));
        Assert.Equal(4 + 4 + 9, meters.Sum("gen_ai.client.token.usage"));
        Assert.Equal(5, meters.Count("neuralsearch.embedding.queue.duration"));
        Assert.Equal(0, meters.Sum("neuralsearch.embedding.queue.texts"));
        Assert.Equal(1, meters.Sum("neuralsearch.embedding.dropped"));
        Assert.Equal(5, meters.Sum("neuralsearch.embedding.batch.texts"));
        Assert.Equal(4 + 9 + 3, meters.Sum("neuralsearch.embedding.batch.tokens"));
        Assert.NotEqual(0, meters.Count("neuralsearch.embedding.batch.duration"));
        Assert.Equal(1, meters.Sum("neuralsearch.embedding.cache.hits"));
        Assert.Equal(2, meters.Sum("neuralsearch.embedding.cache.misses"));
    }

    private TextEmbeddingGenerator Create(TextEmbeddingOptions options, FakeEncoder? encoder = null) =>
        new(encoder ?? _encoder, Tokenizer, "fake", maxTokens: 256, options, meters: null, _clock);

    /// <summary>Collects what instruments of its own meters record, apart from other tests.</summary>
    private sealed class MeterOfOwn : IMeterFactory
    {
        private readonly MeterListener _listener = new();
        private readonly List<(string Name, double Value)> _measured = [];

        public MeterOfOwn()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == this) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Add(instrument, value));
            _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument, value));
            _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument, value));
            _listener.Start();
        }

        public Meter Create(MeterOptions options) => new(new MeterOptions(options.Name) { Scope = this });

        public int Count(string name)
        {
            lock (_measured) return _measured.Count(m => m.Name == name);
        }

        public double Sum(string name)
        {
            lock (_measured) return _measured.Where(m => m.Name == name).Sum(m => m.Value);
        }

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, double value)
        {
            lock (_measured) _measured.Add((instrument.Name, value));
        }
    }
}
