using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace NeuralSearch.Standalone.Ingest;

/// <summary>
/// Sends one file and tells what became of it. The server takes no more than it can store, so the bytes sent are a
/// true measure of progress; its own lines are read when the file has been sent.
/// </summary>
internal sealed class DocumentUpload(HttpClient server, string collection)
{
    /// <returns>0 when every document is stored, 1 when some are not.</returns>
    public async Task<int> SendAsync(string file, CancellationToken cancellationToken)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
            return await SendAsync(file, _ => { }, cancellationToken);
        return await AnsiConsole.Progress().AutoClear(true).StartAsync(async context =>
        {
            ProgressTask bar = context.AddTask(Markup.Escape(Path.GetFileName(file)));
            return await SendAsync(file, share => bar.Value = share * bar.MaxValue, cancellationToken);
        });
    }

    private async Task<int> SendAsync(string file, Action<double> sent, CancellationToken cancellationToken)
    {
        await using FileStream content = File.OpenRead(file);
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"/v1/documents?collection={Uri.EscapeDataString(collection)}")
        {
            Content = new StreamContent(new ObservedStream(content, sent)),
        };
        request.Headers.ExpectContinue = true; // a server that refuses says so before the file is sent
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            request.Content.Headers.ContentEncoding.Add("gzip");

        using HttpResponseMessage response = await server.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode) return await ServerConnection.FailAsync(response, cancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        return await ReportAsync(file, lines, cancellationToken);
    }

    private static async Task<int> ReportAsync(string file, StreamReader lines, CancellationToken cancellationToken)
    {
        JsonNode? summary = null;
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            JsonNode? message = JsonNode.Parse(line);
            if (message?["error"] is { } error)
            {
                string place = message["line"] is { } number ? $"{file}:{number}" : file;
                string id = message["id"] is { } name ? $" ({name})" : "";
                await Console.Error.WriteLineAsync($"{place}{id}: {error}");
            }

            summary = message?["summary"] ?? summary;
        }

        if (summary is null)
        {
            await Console.Error.WriteLineAsync(
                $"neuralsearch: {file}: the server ended its answer before the summary.");
            return 1;
        }

        Console.WriteLine(
            $"{file}: {summary["stored"]} stored, {summary["unchanged"]} unchanged, {summary["failed"]} failed, "
            + $"{summary["chunks"]} chunks in {summary["seconds"]} s");
        return (long)summary["failed"]! == 0 ? 0 : 1;
    }
}
