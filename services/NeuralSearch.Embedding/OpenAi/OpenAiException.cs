namespace NeuralSearch.Embedding.OpenAi;

/// <summary>A request that cannot be answered, with the status and error object of the answer.</summary>
internal sealed class OpenAiException(int status, OpenAiError error) : Exception(error.Message)
{
    public int Status => status;

    public OpenAiError Error => error;

    public static OpenAiException Invalid(string message, string? param, string? code = null, int status = 400) =>
        new(status, new OpenAiError(message, "invalid_request_error", param, code));

    /// <summary>Seconds for the header <c>Retry-After</c>, or null.</summary>
    public int? RetryAfterSeconds { get; private init; }

    public static OpenAiException Overloaded(string message, string code, int retryAfterSeconds) =>
        new(429, new OpenAiError(message, "rate_limit_error", null, code)) { RetryAfterSeconds = retryAfterSeconds };

    public static OpenAiException Unavailable(string message, string code) =>
        new(503, new OpenAiError(message, "server_error", null, code));
}
