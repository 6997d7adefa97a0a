namespace NeuralSearch.Embedding.OpenAi;

/// <summary>An error as OpenAI's clients expect it: <c>{"error": {"message", "type", "param", "code"}}</c>.</summary>
internal sealed record OpenAiErrorResponse(OpenAiError Error);

/// <summary>What is wrong.</summary>
/// <param name="Message">For people.</param>
/// <param name="Type">"invalid_request_error" or "server_error".</param>
/// <param name="Param">The field that is wrong, or null.</param>
/// <param name="Code">For programs, or null.</param>
internal sealed record OpenAiError(string Message, string Type, string? Param, string? Code);
