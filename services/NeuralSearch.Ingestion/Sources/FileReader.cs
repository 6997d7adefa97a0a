using System.Buffers;
using Google.Protobuf.Collections;
using Microsoft.Extensions.Primitives;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Ingestion.Extraction;

namespace NeuralSearch.Ingestion.Sources;

/// <summary>Makes a file that is one document that document. Safe for use by many threads.</summary>
internal sealed class FileReader(IngestionOptions options)
{
    private const string SourceField = "source";
    private const string PathField = "path";
    private const string PrefixOfTaken = "meta_";
    private const int InitialBytes = 64 * 1024;

    private readonly Dictionary<FileKind, IExtractor> _extractors = new()
    {
        [FileKind.Markdown] = new MarkdownExtractor(options.ExtractionTimeout),
        [FileKind.Text] = new PlainTextExtractor(),
        [FileKind.Html] = new HtmlExtractor(),
    };

    /// <summary>Reads the file to its end, or as far as it is allowed to be.</summary>
    public async ValueTask<SourceItem> ReadAsync(
        string source, string path, FileKind kind, StringSegment charset, Stream content,
        CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
        try
        {
            int length = 0;
            while (await content.ReadAsync(buffer.AsMemory(length), cancellationToken) is > 0 and int read)
            {
                length += read;
                if (length > options.MaxLineBytes)
                {
                    return SourceItem.RefusedFile(path,
                        $"the file is larger than {options.MaxLineBytes} bytes, the most a document may take");
                }

                if (length == buffer.Length)
                    buffer = Grow(buffer);
            }

            string? named = charset.HasValue ? charset.Value!.Trim('"') : null;
            return SourceItem.OfFile(
                path, Read(source, path, kind, named, buffer.AsSpan(0, length), cancellationToken));
        }
        catch (DocumentRefusedException exception)
        {
            return SourceItem.RefusedFile(path, exception.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(checked(buffer.Length * 2));
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private SourceDocument Read(
        string source, string path, FileKind kind, string? charset, ReadOnlySpan<byte> content,
        CancellationToken cancellationToken)
    {
        ExtractedDocument extracted = _extractors[kind].Extract(content, charset, cancellationToken);
        if (string.IsNullOrWhiteSpace(extracted.Text))
            throw new DocumentRefusedException("the file holds no text");

        MapField<string, Value> fields = [];
        foreach ((string name, Value value) in extracted.Metadata)
            fields[IsTaken(name) ? PrefixOfTaken + name : name] = value;
        fields[SourceField] = new Value { StringValue = source };
        fields[PathField] = new Value { StringValue = path };
        return DocumentFields.Compose(
            FilePath.DocumentId(source, path), extracted.Title, extracted.Text, extracted.Url, fields, content.Length,
            options.MaxFieldBytes);
    }

    /// <summary>True for the names that a chunk has a meaning for already.</summary>
    private static bool IsTaken(string name) =>
        name is SourceField or PathField or "title" or "text" or "url" || DocumentParser.IsReserved(name);
}
