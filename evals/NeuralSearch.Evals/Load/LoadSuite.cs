using System.Net.Http.Json;
using HdrHistogram;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Evals.Servers;

namespace NeuralSearch.Evals.Load;

/// <summary>
/// Latency of whole searches over HTTP, embedding included, at ten a second on an idle server, beside requests that
/// do nothing on the same server in the same run. Before that the generator is put to the test.
/// </summary>
internal static class LoadSuite
{
    private const double Rate = 10;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(bool smoke, CancellationToken cancellationToken)
    {
        int films = smoke ? 100 : 2_000;
        int seconds = smoke ? 3 : 30;
        int warmUp = smoke ? 20 : 100;
        int runs = smoke ? 1 : 3;
        using var folder = new TemporaryFolder();
        await using ServerProcess server = await ServerProcess.StartAsync(
            folder.Path, ["--sample", $"{films}"], cancellationToken);
        await FilmSample.WaitUntilLoadedAsync(server.Http, cancellationToken);
        IReadOnlyList<string> queries = FilmSample.Queries(skip: films, warmUp + (int)(runs * seconds * Rate));
        int next = 0;

        await new OpenLoop(Rate * 5, warmUp).RunAsync(SearchAsync, cancellationToken);
        await CheckGeneratorAsync(server, cancellationToken);
        var searches = new List<OpenLoop.Result>();
        var nothings = new List<OpenLoop.Result>();
        for (int run = 0; run < runs; run++)
        {
            searches.Add(await new OpenLoop(Rate, (int)(seconds * Rate)).RunAsync(SearchAsync, cancellationToken));
            nothings.Add(await new OpenLoop(Rate, (int)(Math.Min(seconds, 10) * Rate))
                .RunAsync(NothingAsync, cancellationToken));
        }

        string data = $"films, {films} documents, new query each time";
        Measurement nothing = Row("GET /livez", "", nothings, null);
        return [Row("POST /v1/search", data, searches, nothing), nothing];

        async Task<Outcome> SearchAsync(int _, CancellationToken token)
        {
            string query = queries[Interlocked.Increment(ref next) % queries.Count];
            using HttpResponseMessage response = await server.Http.PostAsJsonAsync("/v1/search", new { query }, token);
            await response.Content.ReadAsByteArrayAsync(token);
            return response.IsSuccessStatusCode ? Outcome.Answered : Outcome.Failed;
        }

        async Task<Outcome> NothingAsync(int _, CancellationToken token)
        {
            using HttpResponseMessage response = await server.Http.GetAsync("/livez", token);
            return response.IsSuccessStatusCode ? Outcome.Answered : Outcome.Failed;
        }

        Measurement Row(string name, string about, List<OpenLoop.Result> results, Measurement? reference)
        {
            int errors = results.Sum(result => result.Errors);
            if (errors > 0) throw new InvalidOperationException($"{errors} requests of {name} failed");
            double Of(double percentile) =>
                Median.Of(results.Select(r => (double)r.Latency.GetValueAtPercentile(percentile)));
            double p50 = Of(50);
            return new Measurement
            {
                Suite = "load",
                Case = $"{name} at {Rate}/s",
                Data = about,
                Params = new() { ["runs"] = runs, ["secondsPerRun"] = seconds },
                Qps = Median.Of(results.Select(r => r.AchievedPerSecond)),
                P50Us = p50,
                P95Us = Of(95),
                P99Us = Of(99),
                MaxUs = results.Max(r => r.Latency.GetMaxValue()),
                ResidentBytes = reference is null ? null : server.MemoryBytes("VmRSS"),
                RatioToReference = reference is null ? null : p50 / reference.P50Us,
                Reference = reference?.Case,
            };
        }
    }

    /// <summary>A server stopped for a second must show in the figures, or they hide what users feel.</summary>
    private static async Task CheckGeneratorAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        Task<OpenLoop.Result> run = new OpenLoop(Rate * 5, (int)(8 * Rate * 5)).RunAsync(
            async (_, token) =>
            {
                using HttpResponseMessage response = await server.Http.GetAsync("/livez", token);
                return response.IsSuccessStatusCode ? Outcome.Answered : Outcome.Failed;
            },
            cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
        await server.SignalAsync("STOP", cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        await server.SignalAsync("CONT", cancellationToken);
        double p99 = (await run).Latency.GetValueAtPercentile(99) / 1e6;
        if (p99 < 0.5)
            throw new InvalidOperationException(
                $"A stop of 1 s showed as a p99 of {p99:0.000} s: the generator hides stalls");
        Console.WriteLine($"Generator checked: a stop of 1 s shows as a p99 of {p99:0.00} s.");
    }
}
