using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NeuralSearch.Embedding.Remote;
using Xunit;

namespace NeuralSearch.UnitTests.Embedding.Remote;

/// <summary>Answers of status 200 that are no vectors: ten thousand of them, and none may pass.</summary>
public sealed class GarbageTests
{
    private const int Dimensions = 8;
    private const int Seed = 20_261_124;

    [Fact]
    public async Task Of_ten_thousand_garbage_answers_none_is_accepted()
    {
        Random random = new(Seed);
        HashSet<string> spoils = [];
        int accepted = 0;
        for (int i = 0; i < 10_000; i++)
        {
            string kind = RemoteKinds.All[i % RemoteKinds.All.Length];
            string[] texts = [.. Enumerable.Range(0, random.Next(2, 5)).Select(n => $"text {n}")];
            byte[] valid = Encoding.UTF8.GetBytes(Valid(kind, texts.Length, random).ToJsonString());
            if (i % 100 < RemoteKinds.All.Length) await AskAsync(kind, valid, texts); // unspoilt, it passes

            (string spoil, byte[] garbage) = Spoil(kind, valid, random);
            spoils.Add($"{kind}: {spoil}");
            try
            {
                await AskAsync(kind, garbage, texts);
                accepted++;
                TestContext.Current.TestOutputHelper!.WriteLine(
                    $"seed {Seed}, answer {i}, {kind}: {spoil}: {Encoding.UTF8.GetString(garbage)}");
            }
            catch (RemoteEmbeddingException e)
            {
                Assert.Equal(RemoteFailure.BadAnswer, e.Failure);
                Assert.Contains("nothing of it was used", e.Message, StringComparison.Ordinal);
            }
        }

        Assert.Equal(0, accepted);
        Assert.InRange(spoils.Count, 40, 100);
    }

    private static async Task AskAsync(string kind, byte[] body, string[] texts)
    {
        using CannedAnswer handler = new(body);
        using RemoteUnderTest remote = new(
            new RemoteEmbeddingOptions
            {
                Kind = kind,
                Endpoint = "http://embedder.example",
                Model = "m",
                Dimensions = Dimensions,
            },
            handler: handler);
        RemoteVectorsAreFinite(await remote.Exchange.EmbedAsync(
            texts, Dimensions, TestContext.Current.CancellationToken));
    }

    private static void RemoteVectorsAreFinite(NeuralSearch.Embedding.Remote.Protocols.RemoteVectors answer) =>
        Assert.All(answer.Vectors, vector => Assert.All(vector, x => Assert.True(float.IsFinite(x))));

    private static JsonNode Valid(string kind, int texts, Random random)
    {
        float[][] vectors =
            [.. Enumerable.Range(0, texts).Select(_ => Enumerable.Range(0, Dimensions).Select(
                _ => random.NextSingle() - 0.5f).ToArray())];
        return kind switch
        {
            RemoteKinds.OpenAi => new JsonObject
            {
                ["data"] = new JsonArray([.. vectors.Select((vector, i) => new JsonObject
                {
                    ["index"] = i,
                    ["embedding"] = random.Next(2) == 0 ? Numbers(vector) : Base64(vector),
                })]),
                ["usage"] = new JsonObject { ["prompt_tokens"] = 9 },
            },
            RemoteKinds.Tei => new JsonArray([.. vectors.Select(Numbers)]),
            _ => new JsonObject
            {
                ["model_name"] = "m",
                ["outputs"] = new JsonArray(new JsonObject
                {
                    ["name"] = "embedding",
                    ["datatype"] = "FP32",
                    ["shape"] = new JsonArray(texts, Dimensions),
                    ["data"] = Numbers([.. vectors.SelectMany(vector => vector)]),
                }),
            },
        };
    }

    private static JsonArray Numbers(float[] vector) => [.. vector.Select(x => JsonValue.Create(x))];

    private static JsonValue Base64(float[] vector) =>
        JsonValue.Create(Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan())))!;

    /// <summary>One way in which an answer is wrong, chosen at random.</summary>
    private static (string Spoil, byte[] Body) Spoil(string kind, byte[] valid, Random random)
    {
        switch (random.Next(9))
        {
            case 0:
                return ("cut off", valid[..random.Next(valid.Length)]);
            case 1:
                return ("a page", Encoding.UTF8.GetBytes($"<html>{random.Next()}</html>"));
            case 2:
                return ("another type", Encoding.UTF8.GetBytes(
                    new[]
                    {
                        "null", "true", "7", "\"ok\"", "{}", "[]", "[[]]", "{\"data\":null}", "{\"outputs\":[null]}",
                    }[random.Next(9)]));
            case 3:
                byte[] noise = new byte[random.Next(1, 200)];
                random.NextBytes(noise);
                return ("noise", noise);
            default:
                JsonNode answer = JsonNode.Parse(valid)!;
                return SpoilJson(kind, answer, random);
        }
    }

    private static (string Spoil, byte[] Body) SpoilJson(string kind, JsonNode answer, Random random)
    {
        JsonArray items = kind switch
        {
            RemoteKinds.OpenAi => answer["data"]!.AsArray(),
            RemoteKinds.Tei => answer.AsArray(),
            _ => answer["outputs"]![0]!["data"]!.AsArray(),
        };
        string spoil;
        switch (random.Next(kind == RemoteKinds.OpenAi ? 12 : kind == RemoteKinds.Triton ? 12 : 8))
        {
            case 0:
                (spoil, items) = ("one too few", Change(items, list => list.RemoveAt(random.Next(list.Count))));
                break;
            case 1:
                (spoil, items) = ("one too many", Change(items, list => list.Add(list[0]!.DeepClone())));
                break;
            case 2:
                (spoil, items) = ("a null", Change(items, list => list[random.Next(list.Count)] = null));
                break;
            case 3:
                return ("NaN", Number(kind, answer, items, random, "NaN"));
            case 4:
                return ("beyond float32", Number(kind, answer, items, random, "1e39"));
            case 5:
                return ("minus infinity", Number(kind, answer, items, random, "-1e999"));
            case 6:
                return ("a text as a number", Number(kind, answer, items, random, "\"0.5\""));
            case 7:
                (spoil, items) = ("zeros", Change(items, list => Zero(kind, list)));
                break;
            default:
                spoil = kind == RemoteKinds.OpenAi ? SpoilOpenAi(items, random) : SpoilTriton(answer, random);
                break;
        }

        return (spoil, Encoding.UTF8.GetBytes(answer.ToJsonString()));
    }

    private static JsonArray Change(JsonArray items, Action<JsonArray> change)
    {
        change(items);
        return items;
    }

    private static void Zero(string kind, JsonArray items)
    {
        JsonArray zeros = Numbers(new float[Dimensions]);
        if (kind == RemoteKinds.OpenAi) items[0]!["embedding"] = zeros;
        else if (kind == RemoteKinds.Tei) items[0] = zeros;
        else for (int i = 0; i < Dimensions; i++) items[i] = 0;
    }

    /// <summary>Puts something in the place of one number; what JSON cannot say is written as it is.</summary>
    private static byte[] Number(string kind, JsonNode answer, JsonArray items, Random random, string raw)
    {
        const string Mark = "mark-of-this-test";
        if (kind == RemoteKinds.OpenAi)
        {
            JsonArray vector = Numbers([.. Enumerable.Repeat(0.5f, Dimensions)]);
            vector[random.Next(Dimensions)] = Mark;
            items[random.Next(items.Count)]!["embedding"] = vector;
        }
        else
        {
            JsonArray vector = kind == RemoteKinds.Tei ? items[random.Next(items.Count)]!.AsArray() : items;
            vector[random.Next(vector.Count)] = Mark;
        }

        return Encoding.UTF8.GetBytes(
            answer.ToJsonString().Replace($"\"{Mark}\"", raw, StringComparison.Ordinal));
    }

    private static string SpoilOpenAi(JsonArray items, Random random)
    {
        JsonObject item = items[random.Next(1, items.Count)]!.AsObject();
        switch (random.Next(6))
        {
            case 0:
                item["index"] = 0;
                return "an index twice";
            case 1:
                item.Remove("index");
                return "an index missing";
            case 2:
                item["index"] = random.Next(2) == 0 ? -1 : items.Count;
                return "an index out of range";
            case 3:
                item["embedding"] = "no base64!";
                return "no base64";
            case 4:
                item["embedding"] = Convert.ToBase64String(new byte[(Dimensions * 4) - 1]);
                return "half a number";
            default:
                item["embedding"] = Base64([.. Enumerable.Repeat(float.NaN, Dimensions)]);
                return "NaN in base64";
        }
    }

    private static string SpoilTriton(JsonNode answer, Random random)
    {
        JsonObject output = answer["outputs"]![0]!.AsObject();
        switch (random.Next(5))
        {
            case 0:
                output["name"] = "other";
                return "another output";
            case 1:
                output["datatype"] = "INT64";
                return "another data type";
            case 2:
                output["shape"] = new JsonArray(Dimensions, 2);
                return "another shape";
            case 3:
                answer["outputs"]!.AsArray().Add(output.DeepClone());
                return "an output twice";
            default:
                answer["model_name"] = "other";
                return "another model";
        }
    }

    private sealed class CannedAnswer(byte[] body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            ByteArrayContent content = new(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
        }
    }
}
