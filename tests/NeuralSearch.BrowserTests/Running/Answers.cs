namespace NeuralSearch.BrowserTests.Running;

/// <summary>Answers of <c>POST /v1/search</c> for what a healthy server of one shard does not do.</summary>
internal static class Answers
{
    /// <summary>An answer of <paramref name="count"/> results with this title.</summary>
    public static object Of(string title, int count, int answered = 1, int shards = 1) => new
    {
        results = Enumerable.Range(0, count).Select(number => new
        {
            id = $"{number}",
            document = $"{title}-{number}",
            title,
            passage = "A passage.",
            highlights = Array.Empty<object>(),
            score = 0.5,
            why = "near in meaning",
            url = "https://example.org/",
            payload = new { year = 2000 + number },
        }),
        coverage = new { shards, answered, degraded = answered < shards },
        timings = new { embedMs = 1.0, searchMs = 1.0, enrichMs = 1.0, totalMs = 4.0 },
    };
}
