using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeuralSearch.Standalone.Search;

/// <summary><c>neuralsearch search "…"</c>: asks a running server.</summary>
internal static class SearchCommand
{
    public static Command Create()
    {
        var query = new Argument<string>("query") { Description = "What to look for, in your own words." };
        Option<string> url = ServerConnection.UrlOption();
        var collection = new Option<string?>("--collection")
        {
            Description = "Where to look. Default: the only collection.",
            HelpName = "C",
        };
        var top = new Option<int>("--top")
        {
            Description = "How many results, 1 to 100.",
            HelpName = "N",
            DefaultValueFactory = _ => 10,
        };
        var filter = new Option<string?>("--filter")
        {
            Description = """Qdrant's filter JSON, such as {"must":[{"key":"year","range":{"gte":1990}}]}.""",
            HelpName = "JSON",
        };
        var json = new Option<bool>("--json") { Description = "Print the answer of the server as JSON." };

        var command = new Command("search", "Search by meaning.") { query, url, collection, top, filter, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new JsonObject { ["query"] = parsed.GetRequiredValue(query), ["top"] = parsed.GetValue(top) };
            if (parsed.GetValue(collection) is { } name) request["collection"] = name;
            if (parsed.GetValue(filter) is { } text)
            {
                try
                {
                    request["filter"] = JsonNode.Parse(text);
                }
                catch (JsonException error)
                {
                    await Console.Error.WriteLineAsync($"neuralsearch: --filter is not JSON: {error.Message}");
                    return 2;
                }
            }

            return await ServerConnection.RunAsync(parsed.GetRequiredValue(url), async server =>
            {
                using HttpResponseMessage response = await server.PostAsJsonAsync(
                    "/v1/search", request, cancellationToken);
                if (!response.IsSuccessStatusCode) return await ServerConnection.FailAsync(response, cancellationToken);
                string answer = await response.Content.ReadAsStringAsync(cancellationToken);
                if (parsed.GetValue(json)) Console.WriteLine(answer);
                else SearchTable.Print(JsonNode.Parse(answer)!);
                return 0;
            }, cancellationToken);
        });
        return command;
    }
}
