using Grpc.Core;

namespace NeuralSearch.Client;

/// <summary>What a service method sees of a call that came from the same process.</summary>
internal sealed class InProcessCallContext : ServerCallContext, IDisposable
{
    // The longest time a timer takes; a later deadline needs none.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly CancellationTokenSource _cancellation;
    private readonly string _method;
    private readonly CallOptions _options;

    public InProcessCallContext(string method, CallOptions options)
    {
        _method = method;
        _options = options;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken);
        if (options.Deadline is not { } deadline) return;
        TimeSpan left = deadline.ToUniversalTime() - DateTime.UtcNow;
        if (left <= TimeSpan.Zero) _cancellation.Cancel();
        else if (left < LongestTimer) _cancellation.CancelAfter(left);
    }

    public void Cancel()
    {
        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call has ended: there is nothing left to cancel.
        }
    }

    public void Dispose() => _cancellation.Dispose();

    protected override string MethodCore => _method;

    protected override string HostCore => "localhost";

    protected override string PeerCore => "in-process";

    protected override DateTime DeadlineCore => _options.Deadline?.ToUniversalTime() ?? DateTime.MaxValue;

    protected override Metadata RequestHeadersCore => _options.Headers ?? Metadata.Empty;

    protected override CancellationToken CancellationTokenCore => _cancellation.Token;

    protected override Metadata ResponseTrailersCore { get; } = [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore { get; } = new(null, []);

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException("A call in process has no context to propagate.");

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
}
