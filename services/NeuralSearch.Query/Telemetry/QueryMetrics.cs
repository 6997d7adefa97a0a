using System.Diagnostics;
using System.Diagnostics.Metrics;
using NeuralSearch.Query.Pipeline;

namespace NeuralSearch.Query.Telemetry;

/// <summary>Measurements of the query service. Thread-safe.</summary>
internal sealed class QueryMetrics
{
    public const string MeterName = "NeuralSearch.Query";

    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _stageDuration;
    private readonly Histogram<int> _results;
    private readonly UpDownCounter<int> _active;

    public QueryMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _duration = meter.CreateHistogram<double>(
            "neuralsearch.query.duration", "s", "Time from the request of a search to its answer, by outcome.");
        _stageDuration = meter.CreateHistogram<double>(
            "neuralsearch.query.stage.duration", "s", "Time of one stage of a query: embed, search, enrich.");
        _results = meter.CreateHistogram(
            "neuralsearch.query.results",
            "{document}",
            "Documents in an answer.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [0, 1, 2, 5, 10, 20, 50, 100] });
        _active = meter.CreateUpDownCounter<int>(
            "neuralsearch.query.active", "{query}", "Queries that are being answered now.");
    }

    /// <summary>A query has come; the measurement ends with <see cref="QueryEnded"/>.</summary>
    public long QueryStarted()
    {
        _active.Add(1);
        return Stopwatch.GetTimestamp();
    }

    public void QueryEnded(long started, string outcome)
    {
        _active.Add(-1);
        _duration.Record(
            Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
    }

    public void Answered(int documents) => _results.Record(documents);

    public void StageEnded(QueryStage stage, TimeSpan elapsed) =>
        _stageDuration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("stage", stage.Tag));
}
