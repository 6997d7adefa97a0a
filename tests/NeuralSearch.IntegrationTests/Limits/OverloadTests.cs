using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Limits;

/// <summary>
/// Far more is asked than the process may work on: what it answers is right, what it cannot answer it refuses and says
/// when to come again, and there is no third kind.
/// </summary>
public sealed class OverloadTests : IAsyncLifetime
{
    private const int Films = 40;
    private const int RequestsOfAWave = 200;
    private const int MostWaves = 20;

    private readonly TemporaryFolder _folder = new();
    private StandaloneProcess _product = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _product = await StandaloneProcess.StartAsync(
            _folder.Path,
            ["--sample", $"{Films}"],
            new Dictionary<string, string?>
            {
                ["NeuralSearch__Limits__MaxConcurrentRequests"] = "2",
                ["NeuralSearch__Limits__MaxWaitingRequests"] = "2",
            });
        await _product.WaitForIngestionAsync(ingestion => (string?)ingestion["state"] == "completed");
    }

    public async ValueTask DisposeAsync()
    {
        await _product.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Beyond_its_limits_a_search_is_answered_rightly_or_refused_with_a_time_to_come_again()
    {
        string[] queries = NewQueries();
        var answers = new ConcurrentDictionary<string, string>();
        var burst = new Burst();
        int waves = 0;

        for (; waves < MostWaves && !burst.HasSeenBoth; waves++)
        {
            Task[] wave =
            [
                .. Enumerable.Range(waves * RequestsOfAWave, RequestsOfAWave)
                    .Select(i => SearchAsync(queries[i % queries.Length], answers, burst)),
            ];
            await AssertHealthyAsync();
            await Task.WhenAll(wave);
        }

        Assert.True(burst.Wrong.Count == 0 && burst.HasSeenBoth, $"{burst}. {_product.Process.Describe()}");
        Assert.Equal(waves * RequestsOfAWave, burst.Answered + burst.Refused);
        // At rest it says the same as it said under load; that it answers at all shows that it has recovered.
        foreach ((string query, string ids) in answers) Assert.Equal(ids, Ids(await _product.SearchAsync(query)));
    }

    [Fact]
    public async Task Beyond_its_limits_a_call_is_answered_rightly_or_RESOURCE_EXHAUSTED_with_a_time_to_come_again()
    {
        using var points = await SelfNearestPoints.CreateAsync(_product.GrpcPort, Token);
        string[] queries = NewQueries();
        var searches = new Burst();
        var calls = new Burst();
        int waves = 0;

        // Searches wait for the model while they hold their places; calls alone are over before the next one comes.
        for (; waves < MostWaves && !calls.HasSeenBoth; waves++)
        {
            Task[] wave =
            [
                .. Enumerable.Range(waves * RequestsOfAWave, RequestsOfAWave).SelectMany(i => new[]
                {
                    points.QueryAsync(i, calls, Token),
                    SearchAsync(queries[i % queries.Length], [], searches),
                }),
            ];
            await AssertHealthyAsync();
            await Task.WhenAll(wave);
        }

        Assert.True(calls.Wrong.Count == 0 && calls.HasSeenBoth, $"{calls}. {_product.Process.Describe()}");
        Assert.Equal(waves * RequestsOfAWave, calls.Answered + calls.Refused);
        Assert.True(searches.Wrong.Count == 0, $"{searches}. {_product.Process.Describe()}");
        var afterwards = new Burst();
        await points.QueryAsync(waves * RequestsOfAWave, afterwards, Token);
        Assert.True(afterwards.Answered == 1, $"{afterwards}");
    }

    private async Task SearchAsync(string query, ConcurrentDictionary<string, string> answers, Burst burst)
    {
        try
        {
            using HttpResponseMessage answer = await _product.Http.PostAsJsonAsync(
                "v1/search", new JsonObject { ["query"] = query, ["collection"] = "films" }, Token);
            string body = await answer.Content.ReadAsStringAsync(Token);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                answers[query] = Ids(JsonNode.Parse(body)!);
                burst.CountAnswer();
            }
            else if (answer.StatusCode == HttpStatusCode.TooManyRequests
                && answer.Headers.RetryAfter?.Delta > TimeSpan.Zero
                && answer.Content.Headers.ContentType?.MediaType == "application/problem+json")
            {
                burst.CountRefusal();
            }
            else
            {
                burst.Keep($"{(int)answer.StatusCode} {answer.Headers} {body}");
            }
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            burst.Keep(error.ToString());
        }
    }

    private async Task AssertHealthyAsync()
    {
        foreach (string path in new[] { "livez", "readyz" })
        {
            using HttpResponseMessage answer = await _product.Http.GetAsync(new Uri(path, UriKind.Relative), Token);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"/{path}: {answer}. {_product.Process.Describe()}");
        }
    }

    private static string Ids(JsonNode answer) =>
        string.Join(' ', answer["results"]!.AsArray().Select(result => (string?)result!["id"]));

    /// <summary>Words of films that are not loaded, none asked before, so that no cache knows their vectors.</summary>
    private static string[] NewQueries() =>
    [
        .. FilmSample.FirstLines(Films + (RequestsOfAWave * MostWaves)).Skip(Films)
            .Select(line => ((string)JsonNode.Parse(line)!["text"]!).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(words => string.Join(' ', words.Take(12))),
    ];
}
