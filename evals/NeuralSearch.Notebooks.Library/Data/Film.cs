using System.Text.Json.Serialization;

namespace NeuralSearch.Notebooks.Library;

/// <summary>A film of the sample.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Text">The first paragraphs of its article.</param>
/// <param name="Year">When it came out.</param>
/// <param name="Genres">Its genres.</param>
public sealed record Film(
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("year")] int Year,
    [property: JsonPropertyName("genres")] IReadOnlyList<string> Genres)
{
    // Enough to say what a film is about, and a third of the time that the whole text would take.
    private const int OpeningWords = 40;

    /// <summary>The title and the first words of the text: what is embedded.</summary>
    [JsonIgnore]
    public string Opening => $"{Title}. {string.Join(' ', Text.Split(' ', OpeningWords + 1).Take(OpeningWords))}";
}
