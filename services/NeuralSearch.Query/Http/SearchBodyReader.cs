using System.Text.Json;
using System.Text.Unicode;
using NeuralSearch.Query.Http.Filters;
using NeuralSearch.Query.Pipeline;
using NeuralSearch.ServiceDefaults.Problems;

namespace NeuralSearch.Query.Http;

/// <summary>Bytes of a request → a query that can be run, or every error by its field.</summary>
internal static class SearchBodyReader
{
    // Two members of one name leave open which counts: refused.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="ProblemException">A field is wrong.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static SearchQuery Read(Memory<byte> body)
    {
        if (body.Span.StartsWith("\uFEFF"u8)) body = body[3..];
        if (!Utf8.IsValid(body.Span)) throw ProblemException.BadRequest(new FieldError("body", "is not UTF-8"));

        LoneSurrogates.Replace(body.Span);
        using var document = JsonDocument.Parse(body, Strict);
        var errors = new RequestErrors();
        var query = Read(new JsonCursor(document.RootElement, "", errors));
        errors.ThrowIfAny();
        return query;
    }

    private static SearchQuery Read(JsonCursor body)
    {
        if (body.Value.ValueKind != JsonValueKind.Object)
        {
            body.Fail($"must be an object such as {{\"query\": \"…\"}}, is {body.Kind}");
            return new SearchQuery("", null, null, 0, 0);
        }

        body.IsObject("query", "collection", "filter", "top", "offset");
        return new SearchQuery(
            QueryText(body.Required("query")),
            CollectionName(body.Member("collection")),
            body.Member("filter") is { } filter ? FilterJson.Read(filter) : null,
            body.Member("top") is { } top ? top.Integer(1, SearchLimits.MaxTop) ?? 0 : SearchLimits.DefaultTop,
            body.Member("offset")?.Integer(0, SearchLimits.MaxOffset) ?? 0);
    }

    private static string QueryText(JsonCursor? member)
    {
        if (member is not { } query || query.Text() is not { } text) return "";

        if (string.IsNullOrWhiteSpace(text)) query.Fail("is empty; say what to look for");
        if (text.Length > SearchLimits.MaxQueryChars)
            query.Fail($"has {text.Length} characters; at most {SearchLimits.MaxQueryChars} are taken");
        return text;
    }

    private static string? CollectionName(JsonCursor? member)
    {
        if (member is not { } collection || collection.Text() is not { } name) return null;

        if (name.Length is 0 or > SearchLimits.MaxCollectionChars)
            collection.Fail($"must have 1 to {SearchLimits.MaxCollectionChars} characters, has {name.Length}");
        return name;
    }
}
