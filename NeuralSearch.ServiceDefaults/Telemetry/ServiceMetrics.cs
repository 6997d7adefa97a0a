using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace NeuralSearch.ServiceDefaults.Telemetry;

/// <summary>What an operator asks first: which build, since when, ready or not. Thread-safe.</summary>
internal sealed class ServiceMetrics
{
    public const string MeterName = "NeuralSearch.ServiceDefaults";

    private static readonly double StartSeconds =
        (Process.GetCurrentProcess().StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;

    private int _ready;

    public ServiceMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge(
            "neuralsearch.build_info", BuildInfo, unit: null, "Always 1; the labels say which build this is.");
        meter.CreateObservableGauge(
            "neuralsearch.ready",
            () => Volatile.Read(ref _ready),
            unit: null,
            "1 if every readiness check holds, else 0.");
        meter.CreateObservableGauge(
            "neuralsearch.start_time",
            () => StartSeconds,
            "s",
            "When the process started, in seconds since 1970-01-01 UTC.");
    }

    public void SetReady(HealthReport report) =>
        Volatile.Write(ref _ready, report.Status == HealthStatus.Unhealthy ? 0 : 1);

    private static Measurement<int> BuildInfo()
    {
        var version = typeof(ServiceMetrics).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        var plus = version.IndexOf('+', StringComparison.Ordinal);
        return new Measurement<int>(
            1,
            new("version", plus < 0 ? version : version[..plus]),
            new("commit", plus < 0 ? "unknown" : version[(plus + 1)..]),
            new("runtime", Environment.Version.ToString()),
            new("os", RuntimeInformation.RuntimeIdentifier));
    }
}
