using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeuralSearch.Standalone.Ingest;

/// <summary>
/// What the server says about an upload in its list of ingestions: more than the lines of the answer do, and also when
/// the connection of the upload is gone.
/// </summary>
internal sealed class RunWatch(HttpClient server, string source, string collection)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan EndInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>The newest run of the source into the collection; null if there is none, or nobody answers.</summary>
    public async Task<JsonNode?> FindAsync()
    {
        using CancellationTokenSource limit = new(AnswerLimit);
        try
        {
            string answer = await server.GetStringAsync(new Uri("/v1/ingestions", UriKind.Relative), limit.Token);
            return JsonNode.Parse(answer)?["ingestions"]?.AsArray().FirstOrDefault(run =>
                (string?)run?["source"] == source && (string?)run?["collection"] == collection);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The run when it has ended, or after some seconds as it is.</summary>
    public async Task<JsonNode?> WaitForEndAsync()
    {
        using PeriodicTimer pause = new(EndInterval);
        DateTime end = DateTime.UtcNow + EndLimit;
        JsonNode? run;
        while ((string?)(run = await FindAsync())?["state"] == "running" && DateTime.UtcNow < end)
            await pause.WaitForNextTickAsync(CancellationToken.None);
        return run;
    }

    /// <summary>Documents that are stored, with this content, now.</summary>
    public static long StoredOf(JsonNode run) => (long?)run["stored"] + (long?)run["unchanged"] ?? 0;
}
