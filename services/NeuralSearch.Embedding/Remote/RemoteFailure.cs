using Grpc.Core;

namespace NeuralSearch.Embedding.Remote;

/// <summary>Why a remote embedder gave no vectors.</summary>
internal enum RemoteFailure
{
    /// <summary>It cannot be reached, or says that it cannot serve now.</summary>
    Unavailable,

    /// <summary>It gave no answer in time.</summary>
    Timeout,

    /// <summary>It has failed lately and is left alone for a while.</summary>
    CircuitOpen,

    /// <summary>It takes no more now.</summary>
    Overloaded,

    /// <summary>It answered something that cannot be the vectors.</summary>
    BadAnswer,

    /// <summary>It refuses the texts.</summary>
    InvalidInput,

    /// <summary>It refuses us: key, model, address or size of batches must be configured otherwise.</summary>
    Refused,
}

/// <summary>What follows from a failure.</summary>
internal static class RemoteFailures
{
    /// <summary>The value of <c>error.type</c> and of OpenAI's <c>code</c>.</summary>
    public static string Name(this RemoteFailure failure) => failure switch
    {
        RemoteFailure.Unavailable => "remote_unavailable",
        RemoteFailure.Timeout => "remote_timeout",
        RemoteFailure.CircuitOpen => "remote_circuit_open",
        RemoteFailure.Overloaded => "remote_overloaded",
        RemoteFailure.BadAnswer => "remote_bad_answer",
        RemoteFailure.InvalidInput => "remote_invalid_input",
        _ => "remote_refused",
    };

    /// <summary>Whether another attempt may do better.</summary>
    public static bool IsPassing(this RemoteFailure failure) =>
        failure is RemoteFailure.Unavailable or RemoteFailure.Timeout or RemoteFailure.Overloaded;

    /// <summary>Whether it says that the remote is broken. One that refuses or is busy works.</summary>
    public static bool CountsForCircuit(this RemoteFailure failure) =>
        failure is RemoteFailure.Unavailable or RemoteFailure.Timeout or RemoteFailure.BadAnswer;

    /// <summary>Whether it may be so for other texts too.</summary>
    public static bool SaysAboutRemote(this RemoteFailure failure) =>
        failure.CountsForCircuit() || failure == RemoteFailure.Refused;

    /// <summary>The status for callers, who get vectors from this service and know nothing of the remote.</summary>
    public static StatusCode ToStatus(this RemoteFailure failure) => failure switch
    {
        RemoteFailure.Overloaded => StatusCode.ResourceExhausted,
        RemoteFailure.InvalidInput => StatusCode.InvalidArgument,
        _ => StatusCode.Unavailable,
    };
}
