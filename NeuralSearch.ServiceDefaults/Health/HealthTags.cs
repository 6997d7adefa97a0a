namespace NeuralSearch.ServiceDefaults.Health;

/// <summary>Tags of health checks.</summary>
public static class HealthTags
{
    /// <summary>The check counts for readiness (<c>/readyz</c>): false means "do not send work yet".</summary>
    public const string Ready = "ready";
}
