using OpenTelemetry.Resources;

namespace NeuralSearch.ServiceDefaults.Telemetry;

/// <summary>The name under which a process appears in traces and exported metrics.</summary>
internal sealed class ServiceNameDetector(string? name) : IResourceDetector
{
    public Resource Detect() =>
        name is null ? Resource.Empty : new Resource([new KeyValuePair<string, object>("service.name", name)]);
}
