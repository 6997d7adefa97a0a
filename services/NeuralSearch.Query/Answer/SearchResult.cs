using System.Text.Json.Nodes;

namespace NeuralSearch.Query.Answer;

/// <summary>One document, shown by its best passage.</summary>
/// <param name="Id">The id of the point that holds the passage.</param>
/// <param name="Document">The document's own id.</param>
/// <param name="Title">The document's title, if it has one.</param>
/// <param name="Passage">The part of the document that is nearest to the query.</param>
/// <param name="Highlights">Where words of the query stand in the passage: sorted, not overlapping.</param>
/// <param name="Score">The cosine of query and passage, larger is nearer.</param>
/// <param name="Why">Why it matched, in one sentence.</param>
/// <param name="Url">Where the document is from, if known.</param>
/// <param name="Payload">The document's other fields, as they were ingested.</param>
public sealed record SearchResult(
    string Id,
    string Document,
    string? Title,
    string Passage,
    IReadOnlyList<Highlight> Highlights,
    float Score,
    string Why,
    string? Url,
    JsonObject Payload);
