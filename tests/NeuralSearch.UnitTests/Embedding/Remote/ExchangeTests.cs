using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using NeuralSearch.Embedding.Remote;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Embedding.Remote;

/// <summary>
/// The contracts with remote embedders: each file of Exchanges holds what is to be asked, request by request, what the
/// remote answers, and what must come of it. They are replayed over a real socket.
/// </summary>
public sealed class ExchangeTests
{
    private static readonly string Folder =
        Repository.Combine("tests", "NeuralSearch.UnitTests", "Embedding", "Remote", "Exchanges");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task An_exchange_goes_as_recorded(string file)
    {
        string json = await File.ReadAllTextAsync(Path.Combine(Folder, file + ".json"), Token);
        JsonObject recorded = JsonNode.Parse(json)!.AsObject();
        Replay replay = new(recorded["exchanges"]!.AsArray());
        await using FakeRemote server = await FakeRemote.StartAsync(replay.AnswerAsync);
        using RemoteUnderTest remote = new(Options(recorded, server.Address));
        string[] texts = [.. recorded["texts"]!.AsArray().Select(text => text!.GetValue<string>())];
        JsonObject expected = recorded["expect"]!.AsObject();

        if (expected["vectors"] is JsonArray vectors)
        {
            var answer = await remote.Generator.GenerateAsync(texts, null, Token);

            Assert.Equal(
                vectors.Select(vector => vector!.AsArray().Select(x => x!.GetValue<float>())),
                answer.Select(vector => vector.Vector.ToArray()));
            Assert.Equal(expected["tokens"]?.GetValue<long>(), answer.Usage?.InputTokenCount);
            Assert.Equal(vectors[0]!.AsArray().Count, remote.Generator.Metadata.DefaultModelDimensions);
            Assert.Equal(expected["maxTokens"]?.GetValue<int>(), remote.Generator.Description?.MaxTokens);
        }
        else
        {
            RemoteEmbeddingException e = await Assert.ThrowsAsync<RemoteEmbeddingException>(
                () => remote.Generator.GenerateAsync(texts, null, Token));

            Assert.Contains(expected["message"]!.GetValue<string>(), e.Message, StringComparison.Ordinal);
            Assert.Equal(expected["failure"]!.GetValue<string>(), e.Failure.Name());
            Assert.Equal(expected["status"]!.GetValue<string>(), e.StatusCode.ToString());
            Assert.Equal(expected["retryAfter"]?.GetValue<int>(), e.RetryAfterSeconds);
            Assert.DoesNotContain("canary", e.ToString(), StringComparison.Ordinal);
        }

        Assert.Empty(replay.Complaints);
        Assert.True(replay.IsOver, "fewer requests were sent than are recorded");
    }

    private static RemoteEmbeddingOptions Options(JsonObject recorded, string address)
    {
        var values = recorded["options"]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.ToString());
        values["Endpoint"] = $"{address}/v1{values.GetValueOrDefault("Query")}";
        return new ConfigurationBuilder().AddInMemoryCollection(values!).Build().Get<RemoteEmbeddingOptions>()!;
    }

    /// <summary>Answers requests in the order of the file, and notes where they differ from it.</summary>
    private sealed class Replay(JsonArray exchanges)
    {
        private static readonly string[] Keys = ["authorization", "api-key"];

        private int _next;

        public List<string> Complaints { get; } = [];

        public bool IsOver => _next == exchanges.Count;

        public async Task AnswerAsync(HttpContext context)
        {
            if (_next == exchanges.Count)
            {
                Complaints.Add($"one more request: {context.Request.Method} {context.Request.Path}");
                context.Response.StatusCode = 404;
                return;
            }

            JsonNode exchange = exchanges[_next++]!;
            await CheckAsync(context.Request, exchange["request"]!);
            JsonNode response = exchange["response"]!;
            context.Response.StatusCode = response["status"]!.GetValue<int>();
            context.Response.ContentType = response["contentType"]!.GetValue<string>();
            foreach (var (name, value) in response["headers"]?.AsObject() ?? [])
                context.Response.Headers[name] = value!.GetValue<string>();
            await context.Response.WriteAsync(
                response["body"]?.ToJsonString() ?? response["text"]?.GetValue<string>() ?? "");
        }

        private async Task CheckAsync(HttpRequest request, JsonNode expected)
        {
            Compare("method", expected["method"]!.GetValue<string>(), request.Method);
            string target = request.HttpContext.Features
                .Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            Compare("path", expected["path"]!.GetValue<string>(), target);
            foreach (string key in Keys)
                Compare(key, expected["headers"]?[key]?.GetValue<string>() ?? "", request.Headers[key].ToString());

            using StreamReader reader = new(request.Body);
            string body = await reader.ReadToEndAsync();
            if (expected["body"] is not { } json)
            {
                Compare("body", "", body);
                return;
            }

            Compare("content type", "application/json", request.ContentType ?? "");
            if (!JsonNode.DeepEquals(json, JsonNode.Parse(body))) Compare("body", json.ToJsonString(), body);
        }

        private void Compare(string what, string expected, string actual)
        {
            if (expected != actual) Complaints.Add($"request {_next}: {what} is '{actual}' and should be '{expected}'");
        }
    }
}
