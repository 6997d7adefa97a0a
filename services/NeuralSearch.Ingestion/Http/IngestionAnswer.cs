using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using NeuralSearch.Catalog;
using NeuralSearch.Ingestion.Pipeline;
using NeuralSearch.Ingestion.Runs;

namespace NeuralSearch.Ingestion.Http;

/// <summary>
/// The answer to POST /v1/documents while the request is still being read: JSON lines of progress, errors and the
/// summary.
/// </summary>
/// <remarks>
/// Reading never waits for this: a client may send everything before it reads the first byte. Errors queue up (a
/// bounded number, the rest is counted), progress is whatever it is when there is room to write it.
/// </remarks>
internal sealed class IngestionAnswer(
    HttpResponse response, IngestionRun run, IngestionOptions options, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly AnswerJson Json = AnswerJson.Readable;
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = Json.Options.Encoder };

    private readonly Lock _lock = new();
    private readonly Queue<LineError> _errors = [];
    private int _listedErrors;
    private long _unlistedErrors;
    private ProgressLine _written = new(0, 0, 0);

    /// <summary>True if the input is files.</summary>
    public bool IsOfFiles { get; init; }

    /// <summary>True if the input holds a whole source.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Notes an error; never blocks.</summary>
    public void Report(LineError error)
    {
        lock (_lock)
        {
            if (_listedErrors == options.MaxListedErrors)
            {
                _unlistedErrors++;
                return;
            }

            _listedErrors++;
            _errors.Enqueue(error);
        }
    }

    /// <summary>
    /// Writes the answer: what there is every quarter of a second, the rest when the ingestion has ended.
    /// </summary>
    public async Task WriteAsync(Task ingestion, CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        Task<bool> tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        while (await Task.WhenAny(ingestion, tick) != ingestion)
        {
            await tick;
            WriteErrors();
            WriteProgress();
            if (response.BodyWriter.UnflushedBytes > 0)
                await FlushAsync(cancellationToken);
            tick = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        }

        await ingestion;
        WriteErrors();
        WriteProgress();
        WriteEnd();
        await FlushAsync(cancellationToken);
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        FlushResult result = await response.BodyWriter.FlushAsync(cancellationToken);
        if (result.IsCompleted)
            throw new IOException("the connection is closed");
    }

    private void WriteErrors()
    {
        while (true)
        {
            LineError error;
            lock (_lock)
            {
                if (!_errors.TryDequeue(out error))
                    return;
            }

            Write(new ErrorLine(error.File, error.Line, error.Id, error.Error), Json.ErrorLine);
        }
    }

    private void WriteProgress()
    {
        ProgressLine progress = new(run.Accepted, run.Embedded, run.Stored);
        if (progress == _written)
            return;
        Write(progress, Json.ProgressLine);
        _written = progress;
    }

    private void WriteEnd()
    {
        if (_unlistedErrors > 0)
        {
            Write(
                new ErrorLine(null, null, null,
                    $"{_unlistedErrors} more errors were found; only the first {options.MaxListedErrors} are listed"),
                Json.ErrorLine);
        }

        IngestionRecord end = run.ToRecord();
        if (end.Error is not null)
            Write(new ErrorLine(null, null, null, end.Error), Json.ErrorLine);
        double seconds = ((end.FinishedAt ?? time.GetUtcNow()) - end.StartedAt).TotalSeconds;
        Summary summary = new(
            IsOfFiles ? end.Files : null, end.Accepted, end.Stored, end.Unchanged, IsWhole ? end.Deleted : null,
            end.Failed, end.Chunks, Math.Round(seconds, 3));
        Write(new SummaryLine(summary), Json.SummaryLine);
    }

    private void Write<T>(T line, JsonTypeInfo<T> type)
    {
        using (Utf8JsonWriter writer = new(response.BodyWriter, JsonOptions))
            JsonSerializer.Serialize(writer, line, type);
        response.BodyWriter.GetSpan(1)[0] = (byte)'\n';
        response.BodyWriter.Advance(1);
    }
}
