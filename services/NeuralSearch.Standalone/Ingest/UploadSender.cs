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
        UploadAnswer answer = new(upload, UploadProgress.HasBar);
        RunWatch watch = new(server, upload.Source ?? "http", collection);
        try
        {
            if (upload.Source is not null)
                Announce(upload);
            Task<int?> posting = PostAsync(upload, counters, answer, cancellationToken);
            await new UploadProgress(upload, counters, watch).ShowAsync(posting);
            answer.TellErrors();
            int code = await posting ?? answer.TellSummary();
            return upload.Unreadable.Count > 0 ? 1 : code;
        }
        catch (Exception) when (counters.Unreadable is not null)
        {
            // What the connection says is only that the request was not sent to its end.
            answer.TellErrors();
            await Console.Error.WriteLineAsync(counters.Unreadable.Message);
            await TellStopAsync(upload, await watch.WaitForEndAsync());
            return 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            answer.TellErrors();
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

    /// <returns>Null if the server took the request, else the exit code: what it said has been told.</returns>
    private async Task<int?> PostAsync(
        Upload upload, UploadCounters counters, UploadAnswer answer, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, AddressOf(upload))
        {
            Content = upload.Source is null
                ? new LinesFile(upload.Files[0], counters)
                : new FileForm(upload, counters, answer.TellFailed),
        };
        request.Headers.ExpectContinue = true; // a server that refuses says so before the files are sent
        using HttpResponseMessage response = await server.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
            return await ServerConnection.FailAsync(response, cancellationToken);
        using StreamReader lines = new(await response.Content.ReadAsStreamAsync(cancellationToken));
        await answer.ReadAsync(lines, cancellationToken);
        return null;
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
