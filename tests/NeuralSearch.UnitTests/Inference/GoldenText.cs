using System.Text.Json;

namespace NeuralSearch.UnitTests.Inference;

/// <summary>One entry of a model's golden.json, as a document or as a query.</summary>
public sealed record GoldenText(string Text, bool IsQuery, int[] Ids, float[] First8)
{
    public static IEnumerable<GoldenText> Read(string modelFolder)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(modelFolder, "golden.json")));
        foreach (JsonElement entry in json.RootElement.GetProperty("texts").EnumerateArray())
            foreach (string kind in (string[])["document", "query"])
                if (entry.TryGetProperty(kind, out JsonElement expected))
                    yield return new GoldenText(
                        entry.GetProperty("text").GetString()!,
                        kind == "query",
                        [.. expected.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())],
                        [.. expected.GetProperty("first8").EnumerateArray().Select(value => value.GetSingle())]);
    }
}
