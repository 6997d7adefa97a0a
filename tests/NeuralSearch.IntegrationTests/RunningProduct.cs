using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests;

/// <summary>What tests ask the HTTP API of a running process.</summary>
internal static partial class RunningProduct
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [GeneratedRegex(@"^(?<name>[a-zA-Z0-9_:]+)(\{(?<labels>.*)\})? (?<value>\S+)")]
    private static partial Regex SeriesLine { get; }

    /// <summary>The newest ingestion, or null.</summary>
    public static async Task<JsonNode?> NewestIngestionAsync(this StandaloneProcess standalone)
    {
        JsonNode? answer = await standalone.Http.GetFromJsonAsync<JsonNode>("v1/ingestions");
        return answer!["ingestions"]!.AsArray() is { Count: > 0 } all ? all[0] : null;
    }

    /// <summary>Waits until the newest ingestion is as wanted.</summary>
    public static async Task<JsonNode> WaitForIngestionAsync(
        this StandaloneProcess standalone, Func<JsonNode, bool> isWanted)
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

    /// <summary>Texts that the check of the model at the start may embed.</summary>
    public const int WarmUpTexts = 1;

    /// <summary>How many texts were embedded for ingestion and the warm-up; those of queries are apart.</summary>
    public static Task<double> EmbeddedTextsAsync(this StandaloneProcess standalone) =>
        standalone.MetricAsync("neuralsearch_embedding_batch_texts_sum", "neuralsearch_embedding_lane=\"bulk\"");

    /// <summary>The sum of the series of a metric with a label, as <c>/metrics</c> names them.</summary>
    public static async Task<double> MetricAsync(this StandaloneProcess standalone, string name, string label = "")
    {
        string metrics = await standalone.Http.GetStringAsync(new Uri("metrics", UriKind.Relative));
        return metrics.Split('\n')
            .Select(line => SeriesLine.Match(line))
            .Where(series => series.Groups["name"].Value == name
                && series.Groups["labels"].Value.Contains(label, StringComparison.Ordinal))
            .Sum(series => double.Parse(series.Groups["value"].Value, CultureInfo.InvariantCulture));
    }
}
