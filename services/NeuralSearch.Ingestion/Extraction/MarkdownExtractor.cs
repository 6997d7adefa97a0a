using Google.Protobuf.Collections;
using Markdig;
using Markdig.Syntax;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Ingestion.Sources;

namespace NeuralSearch.Ingestion.Extraction;

/// <summary>
/// Markdown: CommonMark with tables, footnotes and task lists. The title is that of the front matter, else the first
/// heading; every other property of the front matter is metadata.
/// </summary>
internal sealed class MarkdownExtractor(TimeSpan timeLimit) : IExtractor
{
    public ExtractedDocument Extract(
        ReadOnlySpan<byte> content, string? charset, CancellationToken cancellationToken)
    {
        MapField<string, Value> metadata = FrontMatter.Read(TextDecoder.Decode(content, charset), out string body);
        MarkdownText text = new();
        text.Add(Parse(body, cancellationToken));
        string? title = Take(metadata, "title");
        return new ExtractedDocument
        {
            Title = string.IsNullOrWhiteSpace(title) ? text.FirstHeading : title,
            Text = text.ToString(),
            Url = Take(metadata, "url"),
            Metadata = metadata,
        };
    }

    private MarkdownDocument Parse(string body, CancellationToken cancellationToken)
    {
        try
        {
            MarkdownPipelineBuilder builder = new MarkdownPipelineBuilder()
                .UsePipeTables().UseGridTables().UseFootnotes().UseTaskLists().UseEmphasisExtras();
            // A pipeline per file: the limits of this file are part of it.
            builder.Extensions.Add(new ParsingLimits(timeLimit, cancellationToken));
            return Markdown.Parse(body, builder.Build());
        }
        catch (ArgumentException exception)
        {
            // How Markdig says that it stopped at its limit of nesting.
            throw new DocumentRefusedException(
                $"the Markdown cannot be read: {exception.Message.Split(". ")[0].TrimEnd('.')}");
        }
    }

    /// <summary>A property that is text, taken out of the metadata.</summary>
    private static string? Take(MapField<string, Value> metadata, string name)
    {
        if (!metadata.TryGetValue(name, out Value? value) || value.KindCase != Value.KindOneofCase.StringValue)
            return null;
        metadata.Remove(name);
        return value.StringValue;
    }
}
