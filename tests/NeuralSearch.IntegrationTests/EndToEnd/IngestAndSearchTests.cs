using System.Text.Json.Nodes;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.EndToEnd;

/// <summary>The main job by the two commands that a user types: a file goes in, the right film comes out.</summary>
public sealed class IngestAndSearchTests(FilmLibrary library) : IClassFixture<FilmLibrary>
{
    private const string Plot = "convicts are trained for a suicide mission behind enemy lines";
    private const string Title = "The Dirty Dozen";

    [Fact]
    public void Broken_lines_are_reported_by_file_and_line_and_the_rest_is_stored()
    {
        CommandResult ingestion = library.FirstIngestion;

        Assert.True(ingestion.ExitCode == 1, $"{ingestion}");
        Assert.Contains($"{FilmLibrary.Films} stored", ingestion.Output, StringComparison.Ordinal);
        string[] reported = [.. ingestion.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line[(library.File.Length + 1)..].Split(':', ' ')[0])];
        Assert.Equal(library.BrokenLines.Keys.Select(number => $"{number}"), reported.OrderBy(int.Parse));
        Assert.All(ingestion.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line =>
            Assert.StartsWith(library.File + ":", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ingesting_the_same_file_again_embeds_nothing()
    {
        double before = await library.Standalone.EmbeddedTextsAsync();

        CommandResult again = await library.RunAsync("ingest", library.File);

        Assert.Contains($"0 stored, {FilmLibrary.Films} unchanged", again.Output, StringComparison.Ordinal);
        Assert.True(before > RunningProduct.WarmUpTexts, "The first ingestion is not in the metrics.");
        Assert.Equal(before, await library.Standalone.EmbeddedTextsAsync());
    }

    [Fact]
    public async Task Search_prints_a_table_with_the_right_film()
    {
        CommandResult search = await library.RunAsync("search", Plot);

        Assert.True(search.ExitCode == 0, $"{search}");
        Assert.Contains(Title, search.Output, StringComparison.Ordinal);
        Assert.Matches("score.*title.*passage", search.Output);
    }

    [Theory]
    [InlineData(Plot, Title)]
    [InlineData("a young doctor rides across South America and sees poverty", "The Motorcycle Diaries")]
    [InlineData("toys are sent to a day care centre when their owner leaves for college", "Toy Story 3")]
    public async Task Search_with_json_prints_the_answer_of_the_server(string query, string title)
    {
        CommandResult search = await library.RunAsync("search", query, "--json");

        Assert.True(search.ExitCode == 0, $"{search}");
        JsonNode answer = JsonNode.Parse(search.Output)!;
        Assert.Equal(title, (string?)answer["results"]![0]!["title"]);
        Assert.False((bool)answer["coverage"]!["degraded"]!);
        Assert.True((double)answer["timings"]!["totalMs"]! > 0);
    }

    [Fact]
    public async Task A_filter_leaves_only_what_matches()
    {
        CommandResult search = await library.RunAsync(
            "search", Plot, "--json", "--top", "100", "--filter",
            """{"must":[{"key":"year","range":{"gte":1960,"lt":1970}},{"key":"genres","match":{"value":"War"}}]}""");

        Assert.True(search.ExitCode == 0, $"{search}");
        JsonNode[] payloads = [.. ResultsOf(search).Select(result => result!["payload"]!)];
        Assert.NotEmpty(payloads);
        Assert.All(payloads, payload =>
        {
            Assert.InRange((int)payload["year"]!, 1960, 1969);
            Assert.Contains("War", payload["genres"]!.AsArray().Select(genre => (string?)genre));
        });
    }

    [Fact]
    public async Task The_number_of_results_is_as_asked_and_each_film_comes_once()
    {
        CommandResult search = await library.RunAsync("search", "a story about a family", "--json", "--top", "25");

        string[] documents = [.. ResultsOf(search).Select(result => (string)result!["document"]!)];
        Assert.Equal(25, documents.Length);
        Assert.Equal(documents.Distinct(), documents);
    }

    [Theory]
    [InlineData("neuralsearch_ingestion_stage_duration_seconds_count", "read", "prepare", "embed", "upsert", "commit")]
    [InlineData("neuralsearch_query_stage_duration_seconds_count", "embed", "search", "enrich")]
    public async Task Metrics_hold_every_stage_after_an_ingestion_and_a_search(string metric, params string[] stages)
    {
        await library.Standalone.SearchAsync(Plot);

        string metrics = await library.Standalone.Http.GetStringAsync(
            new Uri("metrics", UriKind.Relative), TestContext.Current.CancellationToken);

        string[] series = [.. metrics.Split('\n')
            .Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal))];
        Assert.All(stages, stage => Assert.True(
            series.Any(line => line.Contains($"stage=\"{stage}\"", StringComparison.Ordinal)),
            $"{metric} has no stage {stage}; it has: {string.Join('\n', series)}"));
    }

    [Fact]
    public async Task Every_histogram_of_the_telemetry_document_is_filled()
    {
        await library.Standalone.SearchAsync(Plot);
        string[] rows = await File.ReadAllLinesAsync(
            Repository.Combine("docs", "telemetry.md"), TestContext.Current.CancellationToken);

        var histograms = rows.Select(row => row.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length > 4 && cells[2] == "histogram")
            .Select(cells => (Name: cells[1].Trim('`').Replace('.', '_'), Unit: cells[3] == "s" ? "_seconds" : ""))
            .ToArray();

        Assert.NotEmpty(histograms);
        foreach ((string name, string unit) in histograms)
            Assert.True(await library.Standalone.MetricAsync($"{name}{unit}_count") > 0, $"{name} is empty or absent.");
    }

    [Theory]
    [InlineData("neuralsearch_ingestion_documents_total")]
    [InlineData("neuralsearch_ingestion_chunks_total")]
    [InlineData("neuralsearch_embedding_batch_duration_seconds_count")]
    [InlineData("neuralsearch_embedding_queue_duration_seconds_count")]
    [InlineData("gen_ai_client_operation_duration_seconds_count")]
    [InlineData("neuralsearch_node_request_duration_seconds_count")]
    [InlineData("neuralsearch_node_log_sync_duration_seconds_count")]
    [InlineData("neuralsearch_node_log_bytes_total")]
    [InlineData("neuralsearch_ann_search_duration_seconds_count")]
    [InlineData("neuralsearch_query_duration_seconds_count")]
    [InlineData("neuralsearch_ready")]
    [InlineData("neuralsearch_build_info")]
    public async Task Metrics_count_what_was_done(string metric)
    {
        await library.Standalone.SearchAsync(Plot);

        Assert.True(await library.Standalone.MetricAsync(metric) > 0, $"{metric} is 0 or absent.");
    }

    private static JsonArray ResultsOf(CommandResult search) => JsonNode.Parse(search.Output)!["results"]!.AsArray();
}
