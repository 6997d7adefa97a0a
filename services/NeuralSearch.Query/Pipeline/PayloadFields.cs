using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Query.Pipeline;

/// <summary>The payload fields of a chunk that are the platform's; every other field is the user's.</summary>
internal static class PayloadFields
{
    public const string Document = "document";
    public const string Title = "title";
    public const string Text = "text";
    public const string Url = "url";

    private static readonly HashSet<string> Own =
        [Document, Title, Text, Url, "chunk", "chunk_start", "chunk_end"];

    public static bool IsUsers(string field) => !Own.Contains(field);

    /// <summary>The string at a field, or null if there is none.</summary>
    public static string? String(IDictionary<string, Value> payload, string field) =>
        payload.TryGetValue(field, out var value) && value.KindCase == Value.KindOneofCase.StringValue
            ? value.StringValue
            : null;
}
