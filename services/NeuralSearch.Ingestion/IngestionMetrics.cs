using System.Diagnostics;
using System.Diagnostics.Metrics;
using NeuralSearch.Ingestion.Extraction;

namespace NeuralSearch.Ingestion;

/// <summary>What ingestion measures, on the meter <c>NeuralSearch.Ingestion</c>. Thread-safe; a singleton.</summary>
internal sealed class IngestionMetrics
{
    public const string MeterName = "NeuralSearch.Ingestion";

    private readonly Histogram<double> _stageDuration;
    private readonly Counter<long> _documents;
    private readonly Counter<long> _files;
    private readonly Counter<long> _chunks;
    private readonly Counter<long> _retries;
    private readonly UpDownCounter<long> _inFlight;

    public IngestionMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        _stageDuration = meter.CreateHistogram(
            "neuralsearch.ingestion.stage.duration", "s", "Time that a stage worked on a document or batch.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries =
                [
                    0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
                    5, 10,
                ],
            });
        _documents = meter.CreateCounter<long>(
            "neuralsearch.ingestion.documents", "{document}", "Documents by what became of them.");
        _files = meter.CreateCounter<long>(
            "neuralsearch.ingestion.files", "{file}", "Files of uploads that were read, by kind.");
        _chunks = meter.CreateCounter<long>("neuralsearch.ingestion.chunks", "{chunk}", "Chunks stored.");
        _retries = meter.CreateCounter<long>(
            "neuralsearch.ingestion.retries", "{retry}", "Calls that were repeated after a passing failure.");
        _inFlight = meter.CreateUpDownCounter<long>(
            "neuralsearch.ingestion.in_flight", "By", "Bytes of documents that are read and not yet stored.");
    }

    /// <summary>Stages in the order of the flow.</summary>
    public enum Stage
    {
        Read,
        Prepare,
        Embed,
        Upsert,
        Commit,
    }

    /// <summary>What became of a document.</summary>
    public enum Outcome
    {
        Stored,
        Unchanged,
        Failed,
        Deleted,
    }

    /// <summary>Notes the time since a <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public void Measure(Stage stage, long startTimestamp) =>
        _stageDuration.Record(
            Stopwatch.GetElapsedTime(startTimestamp).TotalSeconds,
            new KeyValuePair<string, object?>("stage", Name(stage)));

    public void CountDocuments(Outcome outcome, long count = 1) =>
        _documents.Add(count, new KeyValuePair<string, object?>("outcome", Name(outcome)));

    public void CountFile(FileKind kind) => _files.Add(1, new KeyValuePair<string, object?>("kind", Name(kind)));

    public void CountChunks(long count) => _chunks.Add(count);

    public void CountRetry() => _retries.Add(1);

    public void ChangeInFlight(long bytes) => _inFlight.Add(bytes);

    private static string Name(Stage stage) => stage switch
    {
        Stage.Read => "read",
        Stage.Prepare => "prepare",
        Stage.Embed => "embed",
        Stage.Upsert => "upsert",
        _ => "commit",
    };

    private static string Name(FileKind kind) => kind switch
    {
        FileKind.Markdown => "markdown",
        FileKind.Text => "text",
        FileKind.Html => "html",
        _ => "jsonl",
    };

    private static string Name(Outcome outcome) => outcome switch
    {
        Outcome.Stored => "stored",
        Outcome.Unchanged => "unchanged",
        Outcome.Failed => "failed",
        _ => "deleted",
    };
}
