using System.Globalization;
using Grpc.Core;

namespace NeuralSearch.Embedding.Remote;

/// <summary>
/// A remote embedder gave no vectors. It is an <see cref="RpcException"/>, so that callers in this process meet what
/// they would meet over gRPC.
/// </summary>
internal sealed class RemoteEmbeddingException : RpcException
{
    /// <param name="failure">What kind of failure.</param>
    /// <param name="reason">What happened, in words of ours: fit for logs and tags.</param>
    /// <param name="remoteWords">What the remote said, which may repeat a text: for the caller only.</param>
    /// <param name="retryAfter">When the remote is to be asked again, if it said so.</param>
    public RemoteEmbeddingException(
        RemoteFailure failure, string reason, string? remoteWords = null, TimeSpan? retryAfter = null)
        : base(new Status(failure.ToStatus(), Words(reason, remoteWords)), RetryTrailers(failure, retryAfter))
    {
        (Failure, Reason, RetryAfter) = (failure, reason, retryAfter);
    }

    public RemoteFailure Failure { get; }

    public string Reason { get; }

    public TimeSpan? RetryAfter { get; }

    public int? RetryAfterSeconds => Seconds(Failure, RetryAfter);

    public override string Message => Status.Detail;

    private static string Words(string reason, string? remoteWords) =>
        string.IsNullOrEmpty(remoteWords) ? reason : $"{reason} It said: {remoteWords}";

    /// <summary>
    /// What was tried here is not to be tried again by the channel of the caller, which would multiply the attempts.
    /// </summary>
    private static Metadata RetryTrailers(RemoteFailure failure, TimeSpan? retryAfter)
    {
        Metadata trailers = new() { { "grpc-retry-pushback-ms", "-1" } };
        if (Seconds(failure, retryAfter) is { } seconds)
            trailers.Add("retry-after", seconds.ToString(CultureInfo.InvariantCulture));
        return trailers;
    }

    private static int? Seconds(RemoteFailure failure, TimeSpan? retryAfter) => retryAfter is { } wait
        ? (int)Math.Clamp(Math.Ceiling(wait.TotalSeconds), 1, int.MaxValue)
        : failure == RemoteFailure.Overloaded ? 1 : null;
}
