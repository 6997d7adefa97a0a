namespace NeuralSearch.Embedding.OpenAi;

/// <summary>A request that cannot be answered, with the status and error object of the answer.</summary>
internal sealed class OpenAiException(int status, OpenAiError error) : Exception(error.Message)
{
    public int Status => status;

    public OpenAiError Error => error;

    public static OpenAiException Invalid(string message, string? param, string? code = null, int status = 400) =>
        new(status, new OpenAiError(message, "invalid_request_error", param, code));

    public static OpenAiException Unavailable(string message, string code) =>
        new(503, new OpenAiError(message, "server_error", null, code));
}
