using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace NeuralSearch.ServiceDefaults.Telemetry;

/// <summary>
/// Bucket edges of durations in seconds, 0.5 ms to 10 s. There is an edge at every objective (5, 10, 30 ms), so that
/// the share of requests within an objective is counted, not interpolated. An instrument that brings its own edges
/// keeps them.
/// </summary>
internal static class HistogramBuckets
{
    private static readonly double[] Edges =
    [
        0.0005, 0.001, 0.0025, 0.005, 0.0075, 0.010, 0.015, 0.025, 0.030, 0.050, 0.100, 0.250, 0.500, 1, 2.5, 5, 10,
    ];

    public static MetricStreamConfiguration? View(Instrument instrument)
    {
        if (instrument is not Histogram<double> { Unit: "s" } histogram) return null;

        var ours = histogram.Meter.Name.StartsWith("NeuralSearch.", StringComparison.Ordinal)
            && histogram.Advice?.HistogramBucketBoundaries is null;
        return ours || histogram.Name == "http.server.request.duration"
            ? new ExplicitBucketHistogramConfiguration { Boundaries = Edges }
            : null;
    }
}
