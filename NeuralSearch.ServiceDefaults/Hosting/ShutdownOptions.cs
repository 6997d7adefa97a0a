using System.ComponentModel.DataAnnotations;

namespace NeuralSearch.ServiceDefaults.Hosting;

/// <summary>How a process ends when it is asked to.</summary>
public sealed class ShutdownOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "NeuralSearch:Shutdown";

    /// <summary>
    /// How long requests are still taken after <c>/readyz</c> has become 503, so that whoever balances load sees it
    /// first. Zero where nobody does; a few seconds behind Kubernetes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Delay { get; set; }

    /// <summary>How long requests that are being answered get to end.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(10);
}
