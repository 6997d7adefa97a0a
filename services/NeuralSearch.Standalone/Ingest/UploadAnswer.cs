using System.Globalization;
using System.Text.Json.Nodes;

namespace NeuralSearch.Standalone.Ingest;

/// <summary>Tells the user what the server made of an upload: every error as it comes, and a summary.</summary>
internal sealed class UploadAnswer(Upload upload)
{
    private int _failedHere;
    private bool _hasError;

    /// <summary>Tells of a file that could not be read on this side.</summary>
    public Task FileFailedAsync(FoundFile file, string reason)
    {
        _failedHere++;
        return Console.Error.WriteLineAsync($"{file.FullPath}: {reason}");
    }

    /// <returns>0 when every document is stored, 1 when some are not.</returns>
    public async Task<int> ReadAsync(StreamReader lines, CancellationToken cancellationToken)
    {
        JsonNode? summary = null;
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            JsonNode? message = JsonNode.Parse(line);
            if (message?["error"] is { } error)
            {
                _hasError = true;
                await Console.Error.WriteLineAsync($"{PlaceOf(message)}: {error}");
            }

            summary = message?["summary"] ?? summary;
        }

        if (summary is null)
        {
            await Console.Error.WriteLineAsync(
                $"neuralsearch: {upload.Label}: the server ended its answer before the summary.");
            return 1;
        }

        Console.WriteLine($"{upload.Label}: {Describe(summary)}");
        return _hasError || (long)summary["failed"]! + _failedHere > 0 ? 1 : 0;
    }

    private string PlaceOf(JsonNode message)
    {
        string place = upload.Label;
        if ((string?)message["file"] is { } path)
            place = upload.Files.FirstOrDefault(file => file.Path == path)?.FullPath ?? $"{upload.Label}: {path}";
        if (message["line"] is { } line)
            place = $"{place}:{line}";
        return message["line"] is not null && message["id"] is { } id ? $"{place} ({id})" : place;
    }

    private string Describe(JsonNode summary)
    {
        string files = summary["files"] is { } read ? $"{read} files read, " : "";
        string deleted = summary["deleted"] is { } gone ? $"{gone} deleted, " : "";
        long failed = (long)summary["failed"]! + _failedHere;
        double seconds = (double)summary["seconds"]!;
        double documents = (double)summary["stored"]! + (double)summary["unchanged"]!;
        return string.Create(CultureInfo.InvariantCulture,
            $"{files}{summary["stored"]} stored, {summary["unchanged"]} unchanged, {deleted}{failed} failed, "
            + $"{summary["chunks"]} chunks in {seconds:0.###} s ({documents / Math.Max(seconds, 0.001):0} documents/s)");
    }
}
