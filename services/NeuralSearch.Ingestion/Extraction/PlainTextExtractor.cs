namespace NeuralSearch.Ingestion.Extraction;

/// <summary>Plain text: itself, without a title.</summary>
internal sealed class PlainTextExtractor : IExtractor
{
    public ExtractedDocument Extract(
        ReadOnlySpan<byte> content, string? charset, CancellationToken cancellationToken) =>
        new() { Text = TextDecoder.Decode(content, charset) };
}
