using System.Net;
using System.Net.Http.Json;
using NeuralSearch.Evals.Load;
using NeuralSearch.Evals.Servers;

namespace NeuralSearch.Evals.Overload;

/// <summary>Whole searches over HTTP, embedding included, each with words that were not asked before.</summary>
internal static class SearchRequests
{
    private const int FilmsOfQueries = 5_000;

    public static Target Of(ServerProcess server, int films)
    {
        IReadOnlyList<string> queries = FilmSample.Queries(skip: films, FilmsOfQueries);
        int next = 0;
        return new Target("POST /v1/search", $"films, {films} documents, new query each time", SendAsync);

        async Task<Outcome> SendAsync(int _, CancellationToken cancellationToken)
        {
            // The number makes a query new that is asked a second time, at the price of a token.
            int i = Interlocked.Increment(ref next);
            string query = i < queries.Count ? queries[i] : $"{queries[i % queries.Count]} {i / queries.Count}";
            using HttpResponseMessage response =
                await server.Http.PostAsJsonAsync("/v1/search", new { query, collection = "films" }, cancellationToken);
            await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (response.IsSuccessStatusCode) return Outcome.Answered;
            return response.StatusCode == HttpStatusCode.TooManyRequests && response.Headers.RetryAfter is not null
                ? Outcome.Refused
                : Outcome.Failed;
        }
    }
}
