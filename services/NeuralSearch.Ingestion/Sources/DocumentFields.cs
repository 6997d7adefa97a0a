using Google.Protobuf;
using Google.Protobuf.Collections;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Ingestion.Sources;

/// <summary>The limit of what every chunk of a document repeats, and what a document occupies in memory.</summary>
internal static class DocumentFields
{
    /// <summary>
    /// The document of these parts. Refuses it if everything but its text takes more than
    /// <paramref name="maxFieldBytes"/>.
    /// </summary>
    /// <param name="id">Its id.</param>
    /// <param name="title">Its title.</param>
    /// <param name="text">Its text.</param>
    /// <param name="url">Its web address.</param>
    /// <param name="fields">Every other field.</param>
    /// <param name="inputBytes">Bytes of the input that it was read from.</param>
    /// <param name="maxFieldBytes">The limit.</param>
    public static SourceDocument Compose(
        string id, string? title, string text, string? url, MapField<string, Value> fields, int inputBytes,
        int maxFieldBytes)
    {
        int fieldBytes = Measure(title, url, fields);
        if (fieldBytes > maxFieldBytes)
        {
            throw new DocumentRefusedException(
                $"everything but 'text' takes {fieldBytes} bytes; at most {maxFieldBytes} are allowed because every "
                + "chunk of the document repeats it");
        }

        return new SourceDocument
        {
            Id = id,
            Title = title,
            Text = text,
            Url = url,
            Fields = fields,
            // The text as UTF-16 and the passages cut from it; the fields as objects.
            SizeBytes = 4L * text.Length + 4L * fieldBytes + inputBytes,
        };
    }

    private static int Measure(string? title, string? url, MapField<string, Value> fields)
    {
        Struct repeated = new();
        repeated.Fields.Add(fields);
        if (title is not null)
            repeated.Fields["title"] = new Value { StringValue = title };
        if (url is not null)
            repeated.Fields["url"] = new Value { StringValue = url };
        return ((IMessage)repeated).CalculateSize();
    }
}
