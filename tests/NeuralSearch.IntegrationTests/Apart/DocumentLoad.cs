using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;

namespace NeuralSearch.IntegrationTests.Apart;

/// <summary>
/// Sends documents in small uploads until it is stopped, and remembers which were acknowledged: an upload whose summary
/// says that all of it is stored. What was not acknowledged is sent again, as a user would.
/// </summary>
internal sealed class DocumentLoad(HttpClient front, string collection)
{
    private const int DocumentsOfAnUpload = 4;

    private int _uploads;

    /// <summary>Ids of documents that were acknowledged.</summary>
    public ConcurrentBag<string> Acknowledged { get; } = [];

    /// <summary>Uploads that were not.</summary>
    public int Failures { get; private set; }

    /// <summary>Sends until <paramref name="isOver"/> says so; an upload that is begun is finished.</summary>
    public async Task RunAsync(Func<bool> isOver)
    {
        while (!isOver())
        {
            string[] ids = [.. Enumerable.Range(0, DocumentsOfAnUpload).Select(i => $"load/{_uploads}/{i}")];
            while (!await IsStoredAsync(ids))
            {
                Failures++;
                if (isOver()) return;
                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }

            foreach (string id in ids) Acknowledged.Add(id);
            _uploads++;
        }
    }

    private async Task<bool> IsStoredAsync(string[] ids)
    {
        string lines = string.Concat(ids.Select(id => new JsonObject
        {
            ["id"] = id,
            ["text"] = $"Document {id} is about the number {id.GetHashCode(StringComparison.Ordinal)} and nothing else.",
        }.ToJsonString() + "\n"));
        try
        {
            using var body = new StringContent(lines, Encoding.UTF8, "application/x-ndjson");
            using HttpResponseMessage answer = await front.PostAsync(
                new Uri($"v1/documents?collection={collection}", UriKind.Relative), body);
            if (!answer.IsSuccessStatusCode) return false;
            string last = (await answer.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n')[^1];
            JsonNode? summary = JsonNode.Parse(last)?["summary"];
            return summary is not null
                && (int?)summary["stored"] + (int?)summary["unchanged"] == ids.Length
                && (int?)summary["failed"] == 0;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or TaskCanceledException)
        {
            return false;
        }
    }
}
