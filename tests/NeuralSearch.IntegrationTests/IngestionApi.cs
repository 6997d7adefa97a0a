using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests;

/// <summary>What tests ask the HTTP API of a running process.</summary>
internal static class IngestionApi
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The newest ingestion, or null.</summary>
    public static async Task<JsonNode?> NewestIngestionAsync(this StandaloneProcess standalone)
    {
        JsonNode? answer = await standalone.Http.GetFromJsonAsync<JsonNode>("v1/ingestions");
        return answer!["ingestions"]!.AsArray() is { Count: > 0 } all ? all[0] : null;
    }

    /// <summary>Waits until the newest ingestion is as wanted.</summary>
    public static async Task<JsonNode> WaitForIngestionAsync(this StandaloneProcess standalone, Func<JsonNode, bool> isWanted)
    {
        using var expired = new CancellationTokenSource(Limit);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        JsonNode? newest;
        while ((newest = await standalone.NewestIngestionAsync()) is null || !isWanted(newest))
        {
            if (standalone.Process.HasExited || expired.IsCancellationRequested)
                throw new InvalidOperationException(
                    $"The ingestion did not come that far: {newest?.ToJsonString()}. {standalone.Process.Describe()}");
            await pause.WaitForNextTickAsync(CancellationToken.None);
        }

        return newest;
    }

    /// <summary>The answer of <c>POST /v1/search</c>.</summary>
    public static async Task<JsonNode> SearchAsync(this StandaloneProcess standalone, string query, int top = 10)
    {
        using HttpResponseMessage answer =
            await standalone.Http.PostAsJsonAsync("v1/search", new JsonObject { ["query"] = query, ["top"] = top });
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {body}");
        return JsonNode.Parse(body)!;
    }

    /// <summary>The sum of all series of a metric, by the name that <c>/metrics</c> gives it; 0 when there is none.</summary>
    public static async Task<double> MetricAsync(this StandaloneProcess standalone, string name)
    {
        string metrics = await standalone.Http.GetStringAsync(new Uri("metrics", UriKind.Relative));
        return metrics.Split('\n')
            .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))
            .Sum(line => double.Parse(ValueOf(line), CultureInfo.InvariantCulture));
    }

    /// <summary>A line is <c>name{labels} value [timestamp]</c>.</summary>
    private static string ValueOf(string line) => line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ') switch
    {
        [var value] => value,
        [var first, var second, ..] => line.Contains('}', StringComparison.Ordinal) ? first : second,
        _ => throw new FormatException($"No value in the line: {line}"),
    };
}
