using System.Text.Json.Nodes;

namespace NeuralSearch.Query.Http;

/// <summary>
/// The body of a search as it is documented; <see cref="SearchBodyReader"/> reads it, with errors by field.
/// </summary>
/// <param name="Query">What to look for, in your own words: 1 to 8 192 characters.</param>
/// <param name="Collection">Where to look; may be left out if there is one collection only.</param>
/// <param name="Filter">
/// What every hit must satisfy, in Qdrant's filter JSON: <c>must</c>, <c>should</c>, <c>must_not</c> and
/// <c>min_should</c> with conditions such as <c>{"key":"year","range":{"gte":1980}}</c> or
/// <c>{"key":"genres","match":{"value":"Drama"}}</c>.
/// </param>
/// <param name="Top">Documents wanted: 1 to 100.</param>
/// <param name="Offset">Documents skipped, for paging: 0 to 10 000.</param>
public sealed record SearchBody(
    string Query,
    string? Collection = null,
    JsonObject? Filter = null,
    int Top = SearchLimits.DefaultTop,
    int Offset = 0);
