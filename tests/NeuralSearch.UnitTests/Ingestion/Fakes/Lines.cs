using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeuralSearch.UnitTests.Ingestion.Fakes;

/// <summary>Input lines for tests.</summary>
internal static class Lines
{
    public static string Document(string id, string text, string? title = null) =>
        JsonSerializer.Serialize(new { id, title, text }) + "\n";

    /// <summary>Documents named prefix0, prefix1, … of one short chunk each.</summary>
    public static string Documents(int count, string prefix = "d", string text = "Some words about") =>
        string.Concat(Enumerable.Range(0, count).Select(i => Document($"{prefix}{i}", $"{text} {prefix}{i}.")));

    /// <summary>A text of so many sentences of ten words, each unlike the others.</summary>
    public static string Sentences(int count, string word = "word") => string.Join(
        ' ', Enumerable.Range(0, count).Select(i => $"This is {word} {i} in a row of nice sentences here."));

    /// <summary>The answer's lines.</summary>
    public static IReadOnlyList<JsonObject> Parse(string answer) =>
    [
        .. answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject()),
    ];

    /// <summary>"line id: error" of every error line.</summary>
    public static IReadOnlyList<string> Errors(string answer) =>
    [
        .. Parse(answer).Where(line => line.ContainsKey("error"))
            .Select(line => $"{line["line"]} {line["id"]}: {line["error"]}"),
    ];

    public static JsonObject Summary(string answer) => Parse(answer)[^1]["summary"]!.AsObject();
}
