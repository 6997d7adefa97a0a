using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace NeuralSearch.BrowserTests.Running;

/// <summary>The HTTP calls with which tests prepare the server and look at what the page should show.</summary>
internal sealed class SearchApi(Uri address) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Ingests JSON lines; throws with the server's words unless every line was taken.</summary>
    public async Task IngestAsync(string collection, IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        using var body = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        using var response = await _client.PostAsync($"v1/documents?collection={collection}", body, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        var last = answer.TrimEnd().Split('\n')[^1];
        if (!response.IsSuccessStatusCode || !last.Contains("\"summary\"", StringComparison.Ordinal)
            || answer.Contains("\"error\"", StringComparison.Ordinal))
            throw new InvalidOperationException($"The documents were not taken ({response.StatusCode}): {answer}");
    }

    /// <summary>The results of a search as the server answers them.</summary>
    public async Task<JsonElement[]> SearchAsync(string collection, string query, CancellationToken cancellationToken)
    {
        using var response = await _client.PostAsJsonAsync("v1/search", new { query, collection }, cancellationToken);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return [.. answer.GetProperty("results").EnumerateArray()];
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
