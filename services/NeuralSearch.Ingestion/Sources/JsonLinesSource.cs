using System.Runtime.CompilerServices;

namespace NeuralSearch.Ingestion.Sources;

/// <summary>Documents from a stream of JSON lines. The stream stays the caller's.</summary>
internal sealed class JsonLinesSource(Stream stream, IngestionOptions options, int? lineLimit = null) : IDocumentSource
{
    private readonly DocumentParser _parser = new(options.MaxFieldBytes);

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public async IAsyncEnumerable<SourceItem> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using LineReader lines = new(stream, options.MaxLineBytes);
        while ((lineLimit is null || lines.Number < lineLimit) && await ReadLineAsync(lines, cancellationToken))
            yield return Parse(lines);
    }

    private static async ValueTask<bool> ReadLineAsync(LineReader lines, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadAsync(cancellationToken);
        }
        catch (InvalidDataException exception)
        {
            throw new SourceException(
                $"the gzip data is damaged or cut off after line {lines.Number}", isDisconnected: false, exception);
        }
        catch (IOException exception)
        {
            throw new SourceException(
                $"the input broke off after line {lines.Number}: {exception.Message}", isDisconnected: true, exception);
        }
    }

    private SourceItem Parse(LineReader lines)
    {
        if (lines.IsTooLong)
        {
            return SourceItem.Refused(lines.Number, null,
                $"the line is longer than {options.MaxLineBytes} bytes, the most a document may take");
        }

        ReadOnlySpan<byte> line = lines.Line.Span;
        if (lines.Number == 1 && line.StartsWith(ByteOrderMark))
            line = line[ByteOrderMark.Length..];
        return line.Trim(" \t\r"u8).IsEmpty
            ? SourceItem.Refused(lines.Number, null, "the line is empty")
            : _parser.Parse(lines.Number, line);
    }
}
