using System.ComponentModel.DataAnnotations;

namespace NeuralSearch.ServiceDefaults.Limits;

/// <summary>What a process takes from the network before it says no.</summary>
public sealed class LimitOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "NeuralSearch:Limits";

    /// <summary>
    /// Open connections, over all listeners; more are closed at once. Each costs a file descriptor, of which a process
    /// often has 20 000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 12_000;

    /// <summary>Largest body of an HTTP request that is no upload of documents, in bytes.</summary>
    [Range(1024, 1L << 40)]
    public long MaxBodyBytes { get; set; } = 32 << 20;

    /// <summary>How long a client may take to send the headers of a request.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may stay open without a request.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>
    /// Bytes a second that a client must read of an answer, after a grace of 5 s; a slower one is cut off. What the
    /// system's buffers took counts as time to read it: 4 MiB at 16 KiB/s are four minutes.
    /// </summary>
    [Range(1, 1 << 30)]
    public double SlowestReader { get; set; } = 16 << 10;

    /// <summary>Bytes a second that a client must send of a body, after a grace of 5 s.</summary>
    [Range(1, 1 << 30)]
    public double SlowestSender { get; set; } = 240;

    /// <summary>
    /// Searches and calls of Qdrant's gRPC that are worked on at the same time. More do not make a core do more, they
    /// only make everybody wait: asked for three times its peak, one core answered as many searches a second with 16 at
    /// work and 64 waiting (221) as with 64 and 256 (228), but 99 % of them within 0.55 s instead of 2.1 s, and refused
    /// 99 % of the rest within 82 ms instead of 372 ms (2026-11-24, AMD EPYC, <c>evals overload</c>, machine busy).
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxConcurrentRequests { get; set; } = 16 * Environment.ProcessorCount;

    /// <summary>How many more wait for their turn; beyond these a request is refused at once.</summary>
    [Range(0, 1_000_000)]
    public int MaxWaitingRequests { get; set; } = 64 * Environment.ProcessorCount;
}
