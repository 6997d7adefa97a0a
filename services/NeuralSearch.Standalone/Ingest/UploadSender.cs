using System.Text.Json.Nodes;

namespace NeuralSearch.Standalone.Ingest;

/// <summary>Sends uploads and tells what became of them.</summary>
internal sealed class UploadSender(HttpClient server, string collection)
{
    /// <returns>0 when every document is stored, 1 when some are not.</returns>
    public async Task<int> SendAsync(Upload upload, CancellationToken cancellationToken)
    {
        foreach ((string path, string reason) in upload.Unreadable)
        {
            await Console.Error.WriteLineAsync(
                $"{path}: {reason} What is in it is not known, so nothing of source '{upload.Source}' is deleted.");
        }

        UploadCounters counters = new(upload);
        RunWatch watch = new(server, upload.Source ?? "http", collection);
        try
        {
            if (upload.Source is not null)
                Announce(upload);
            int code = await PostAsync(upload, counters, watch, cancellationToken);
            return upload.Unreadable.Count > 0 ? 1 : code;
        }
        catch (UnreadableFileException unreadable)
        {
            await Console.Error.WriteLineAsync(unreadable.Message);
            await TellStopAsync(upload, await watch.WaitForEndAsync());
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await TellStopAsync(upload, await watch.WaitForEndAsync());
            return 1;
        }
    }

    private void Announce(Upload upload)
    {
        string skipped = upload.Skipped.Length > 0 ? $"; skipped: {upload.Skipped}" : "";
        Console.WriteLine(
            $"{upload.Label}: {upload.Files.Count} files to collection '{collection}' as source '{upload.Source}'"
            + skipped);
    }

    private async Task<int> PostAsync(
        Upload upload, UploadCounters counters, RunWatch watch, CancellationToken cancellationToken)
    {
        UploadAnswer answer = new(upload);
        using HttpRequestMessage request = new(HttpMethod.Post, AddressOf(upload))
        {
            Content = upload.Source is null
                ? new LinesFile(upload.Files[0], counters)
                : new FileForm(upload, counters, answer.FileFailedAsync),
        };
        request.Headers.ExpectContinue = true; // a server that refuses says so before the files are sent
        Task<HttpResponseMessage> sending = server.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using HttpResponseMessage response = await new UploadProgress(upload, counters, watch).ShowAsync(sending);
        if (!response.IsSuccessStatusCode)
            return await ServerConnection.FailAsync(response, cancellationToken);
        using StreamReader lines = new(await response.Content.ReadAsStreamAsync(cancellationToken));
        return await answer.ReadAsync(lines, cancellationToken);
    }

    private string AddressOf(Upload upload)
    {
        string address = $"/v1/documents?collection={Uri.EscapeDataString(collection)}";
        if (upload.Source is not null)
            address += $"&source={Uri.EscapeDataString(upload.Source)}";
        return upload.IsWhole ? address + "&complete=true" : address;
    }

    private static Task TellStopAsync(Upload upload, JsonNode? run)
    {
        string stored = run is null
            ? "the server does not say what is stored"
            : $"{RunWatch.StoredOf(run)} documents are stored";
        string deleted = upload.IsWhole && (run is null || (long?)run["deleted"] is null or 0)
            ? ", nothing was deleted"
            : "";
        return Console.Error.WriteLineAsync(
            $"{upload.Label}: stopped: {stored}{deleted}. Run the command again to go on; what is stored is skipped.");
    }
}
