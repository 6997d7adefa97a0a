using System.CommandLine;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeuralSearch.Standalone;

/// <summary>How the commands reach a running server, and how they tell what it refused.</summary>
internal static class ServerConnection
{
    private const string DefaultUrl = "http://127.0.0.1:7700";
    private const string KeyVariable = "NEURALSEARCH_API_KEY";

    public static Option<string> UrlOption() => new("--url")
    {
        Description = $"Address of the server. Default: the environment variable NEURALSEARCH_URL, or {DefaultUrl}. A "
            + $"server that asks for a key gets that of {KeyVariable}.",
        HelpName = "URL",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("NEURALSEARCH_URL") ?? DefaultUrl,
    };

    /// <summary>
    /// Runs a command against a server; one that cannot be reached, a broken answer and a stop are told in a sentence.
    /// </summary>
    public static async Task<int> RunAsync(
        string url, Func<HttpClient, Task<int>> command, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            await Console.Error.WriteLineAsync($"neuralsearch: --url is '{url}'; allowed: an http or https address.");
            return 2;
        }

        using var server = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        // By the environment alone: what stands in a command line can be read by everybody on the machine.
        if (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key)
            server.DefaultRequestHeaders.TryAddWithoutValidation("api-key", key);
        try
        {
            return await command(server);
        }
        catch (HttpRequestException error)
        {
            await Console.Error.WriteLineAsync(
                $"neuralsearch: no answer from {url}: {error.Message}. " +
                "Start a server with 'neuralsearch serve', or name one with --url.");
            return 1;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The server went away in the middle of its answer, or a file cannot be read.
            await Console.Error.WriteLineAsync($"neuralsearch: {error.Message}");
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("neuralsearch: stopped.");
            return 1;
        }
    }

    /// <summary>Prints the problem details of a refused request.</summary>
    public static async Task<int> FailAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string body = await response.Content.ReadAsStringAsync(cancellationToken);
        JsonNode? problem = Parse(body);
        string text = (string?)problem?["detail"] ?? (string?)problem?["title"] ?? $"status {(int)response.StatusCode}";
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            text += $". {KeyVariable} must be the key of the server.";
        await Console.Error.WriteLineAsync($"neuralsearch: {text}");
        foreach (JsonNode? error in problem?["errors"] as JsonArray ?? [])
            await Console.Error.WriteLineAsync($"  {error?["field"]}: {error?["message"]}");
        return 1;
    }

    private static JsonNode? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
