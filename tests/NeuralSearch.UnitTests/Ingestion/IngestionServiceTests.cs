using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using NeuralSearch.Catalog;
using NeuralSearch.Inference;
using NeuralSearch.Ingestion;
using NeuralSearch.ServiceDefaults.Hosting;
using NeuralSearch.Testing;
using NeuralSearch.UnitTests.Ingestion.Fakes;
using Xunit;

namespace NeuralSearch.UnitTests.Ingestion;

public sealed class IngestionServiceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeNode _node = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_a_data_folder_the_start_names_the_setting()
    {
        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => StartAsync(("NeuralSearch:DataPath", "")));

        Assert.Contains("NeuralSearch:DataPath is not set", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_serves_one_process_at_a_time()
    {
        StartRefusedException refused;
        await using (await StartAsync())
            refused = await Assert.ThrowsAsync<StartRefusedException>(() => StartAsync());
        await using IngestionHost next = await StartAsync();

        Assert.Contains($"{_folder.Path} is in use by another process", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NeuralSearch:Ingestion:ChunkTokens", "5")]
    [InlineData("NeuralSearch:Ingestion:ChunkOverlapTokens", "100")]
    [InlineData("NeuralSearch:Ingestion:RetryDelay", "00:01:00")]
    [InlineData("NeuralSearch:Sample:Limit", "-1")]
    [InlineData("NeuralSearch:Sample:Collection", "")]
    public async Task A_setting_out_of_range_stops_the_start_by_its_path(string key, string value)
    {
        OptionsValidationException exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => StartAsync((key, value)));

        Assert.Contains(key, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_tokenizer_of_the_host_that_of_the_configured_model_counts()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.AddIngestion();
        await using WebApplication app = builder.Build();

        Assert.Equal(2, app.Services.GetRequiredService<WordPieceTokenizer>().Count("hello world"));
    }

    [Fact]
    public async Task A_catalog_that_cannot_be_used_stops_the_start()
    {
        await File.WriteAllTextAsync(_folder.Combine("catalog.db"), new string('x', 5000), Cancellation);

        var refusal = await Assert.ThrowsAsync<StartRefusedException>(() => StartAsync());

        var exception = Assert.IsType<CatalogException>(refusal.InnerException);
        Assert.Equal(CatalogError.NotACatalog, exception.Error);
        Assert.Equal(exception.Message, refusal.Message);
    }

    [Fact]
    public async Task It_is_ready_when_the_catalog_is_open()
    {
        await using IngestionHost host = await StartAsync();

        HealthReport report = await host.Health.CheckHealthAsync(check => check.Tags.Contains("ready"), Cancellation);

        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Equal(["catalog"], report.Entries.Keys);
    }

    [Fact]
    public async Task Every_stage_is_measured()
    {
        ConcurrentDictionary<string, double> sums = new();
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, publisher) =>
        {
            if (instrument.Meter.Name == "NeuralSearch.Ingestion")
                publisher.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, 1, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        await using IngestionHost host = await StartAsync();

        await host.IngestAsync(Lines.Documents(10) + "\n", "metrics");
        await host.IngestAsync(Lines.Documents(10), "metrics");

        foreach (string stage in (string[])["read", "prepare", "embed", "upsert", "commit"])
            Assert.True(sums[$"neuralsearch.ingestion.stage.duration s stage={stage}"] >= 1, stage);
        Assert.True(sums["neuralsearch.ingestion.documents {document} outcome=stored"] >= 10);
        Assert.True(sums["neuralsearch.ingestion.documents {document} outcome=unchanged"] >= 10);
        Assert.True(sums["neuralsearch.ingestion.documents {document} outcome=failed"] >= 1);
        Assert.True(sums["neuralsearch.ingestion.chunks {chunk}"] >= 10);
        Assert.True(sums.ContainsKey("neuralsearch.ingestion.in_flight By"));

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string tag = tags.IsEmpty ? "" : $" {tags[0].Key}={tags[0].Value}";
            sums.AddOrUpdate($"{instrument.Name} {instrument.Unit}{tag}", value, (_, sum) => sum + value);
        }
    }

    private Task<IngestionHost> StartAsync(params (string Key, string? Value)[] settings) =>
        IngestionHost.StartAsync(_folder.Path, _node, new FakeGenerator(), settings);
}
