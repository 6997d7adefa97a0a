using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace NeuralSearch.Standalone.Ingest;

/// <summary>
/// Tells the user what became of an upload: every error, and a summary. While a bar is shown, errors wait for its end.
/// </summary>
internal sealed class UploadAnswer(Upload upload, bool hasBar)
{
    private readonly ConcurrentQueue<string> _waiting = [];
    private int _failedHere;
    private bool _hasError;
    private JsonNode? _summary;

    /// <summary>Tells of a file that could not be read on this side.</summary>
    public void TellFailed(FoundFile file, string reason)
    {
        Interlocked.Increment(ref _failedHere);
        Tell($"{file.FullPath}: {reason}");
    }

    /// <summary>Reads the answer of the server to its end; it comes while files are still being sent.</summary>
    public async Task ReadAsync(StreamReader lines, CancellationToken cancellationToken)
    {
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            JsonNode? message = JsonNode.Parse(line);
            if (message?["error"] is { } error)
            {
                _hasError = true;
                Tell($"{PlaceOf(message)}: {error}");
            }

            _summary = message?["summary"] ?? _summary;
        }
    }

    /// <summary>Tells what waited.</summary>
    public void TellErrors()
    {
        while (_waiting.TryDequeue(out string? line))
            Console.Error.WriteLine(line);
    }

    /// <returns>0 when every document is stored, 1 when some are not.</returns>
    public int TellSummary()
    {
        if (_summary is null)
        {
            Console.Error.WriteLine(
                $"neuralsearch: {upload.Label}: the server ended its answer before the summary.");
            return 1;
        }

        Console.WriteLine($"{upload.Label}: {Describe(_summary)}");
        return _hasError || (long)_summary["failed"]! + _failedHere > 0 ? 1 : 0;
    }

    private void Tell(string line)
    {
        if (hasBar)
            _waiting.Enqueue(line);
        else
            Console.Error.WriteLine(line);
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
            + $"{summary["chunks"]} chunks in {seconds:0.###} s "
            + $"({documents / Math.Max(seconds, 0.001):0} documents/s)");
    }
}
