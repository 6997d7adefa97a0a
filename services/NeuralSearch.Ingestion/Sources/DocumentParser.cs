using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Google.Protobuf.Collections;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Ingestion.Sources;

/// <summary>
/// Reads one document from one line of JSON: <c>{"id", "title"?, "text", "url"?, …}</c>, strictly, so that what is
/// stored is what was sent. Safe for use by many threads.
/// </summary>
internal sealed class DocumentParser(int maxFieldBytes)
{
    /// <summary>Longest id, in UTF-16 code units. It is stored in every chunk and is part of URLs.</summary>
    public const int MaxIdChars = 1024;

    private static readonly FrozenSet<string> ReservedFields =
        FrozenSet.ToFrozenSet(["document", "chunk", "chunk_start", "chunk_end"]);

    private static readonly JsonReaderOptions JsonOptions = new() { MaxDepth = PayloadReader.MaxDepth };

    /// <summary>True for the names of the properties that a chunk has of its own.</summary>
    public static bool IsReserved(string name) => ReservedFields.Contains(name);

    /// <summary>The document of the line, or an error that names what is wrong.</summary>
    public SourceItem Parse(long line, ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            return SourceItem.Refused(line, null, "the line is not valid UTF-8; send UTF-8 without other encodings");

        Draft draft = new();
        try
        {
            Utf8JsonReader reader = new(json, JsonOptions);
            ReadDocument(ref reader, draft);
            return SourceItem.Ok(line, Finish(draft, json.Length));
        }
        catch (DocumentRefusedException exception)
        {
            return SourceItem.Refused(line, draft.Id ?? FindId(json), exception.Message);
        }
        catch (JsonException exception)
        {
            return SourceItem.Refused(line, draft.Id, Describe(exception));
        }
    }

    private static void ReadDocument(ref Utf8JsonReader reader, Draft draft)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new DocumentRefusedException("the line is no JSON object; a document is {\"id\": …, \"text\": …}");

        HashSet<string> names = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = PayloadReader.ReadString(ref reader, "a property name");
            if (!names.Add(name))
                throw new DocumentRefusedException($"the property '{name}' is there twice");
            reader.Read();
            ReadProperty(ref reader, draft, name);
        }

        reader.Read(); // throws if anything follows the object
    }

    private static void ReadProperty(ref Utf8JsonReader reader, Draft draft, string name)
    {
        switch (name)
        {
            case "id" or "_id":
                if (draft.Id is not null)
                    throw new DocumentRefusedException("both 'id' and '_id' are there; keep one of them");
                draft.Id = ReadId(ref reader, name);
                break;
            case "title":
                draft.Title = ReadOptionalString(ref reader, name);
                break;
            case "text":
                draft.Text = ReadOptionalString(ref reader, name);
                break;
            case "url":
                draft.Url = ReadOptionalString(ref reader, name);
                break;
            default:
                if (ReservedFields.Contains(name))
                {
                    throw new DocumentRefusedException(
                        $"the property '{name}' is reserved for the position of a chunk; give it another name");
                }

                draft.Fields.Add(name, PayloadReader.Read(ref reader, name));
                break;
        }
    }

    /// <summary>
    /// The id of a refused document whose id comes after what was wrong with it; null if there is none.
    /// </summary>
    private static string? FindId(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json, JsonOptions);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = PayloadReader.ReadString(ref reader, "a property name");
                reader.Read();
                if (name is "id" or "_id")
                    return ReadId(ref reader, name);
                reader.Skip();
            }
        }
        catch (Exception exception) when (exception is JsonException or DocumentRefusedException)
        {
            // The document is refused already, for the first thing that was wrong with it.
        }

        return null;
    }

    private static string? ReadId(ref Utf8JsonReader reader, string name)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.Number when reader.TryGetInt64(out long number):
                return number.ToString(CultureInfo.InvariantCulture);
            case JsonTokenType.Number when reader.TryGetUInt64(out ulong number):
                return number.ToString(CultureInfo.InvariantCulture);
            case JsonTokenType.String:
                string id = PayloadReader.ReadString(ref reader, name);
                if (id.Length > MaxIdChars)
                {
                    throw new DocumentRefusedException(
                        $"'{name}' has {id.Length} characters; at most {MaxIdChars} are allowed");
                }

                if (id.Any(char.IsControl))
                    throw new DocumentRefusedException($"'{name}' holds a control character");
                return id;
            default:
                throw new DocumentRefusedException($"'{name}' must be a string or a 64-bit integer");
        }
    }

    private static string? ReadOptionalString(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => PayloadReader.ReadString(ref reader, name),
        _ => throw new DocumentRefusedException($"'{name}' must be a string"),
    };

    private SourceDocument Finish(Draft draft, int jsonBytes)
    {
        if (string.IsNullOrWhiteSpace(draft.Id))
            throw new DocumentRefusedException("'id' is missing or empty; every document needs one (or '_id')");
        if (draft.Text is null)
            throw new DocumentRefusedException("'text' is missing");
        if (string.IsNullOrWhiteSpace(draft.Text))
            throw new DocumentRefusedException("'text' is empty");

        return DocumentFields.Compose(
            draft.Id, draft.Title, draft.Text, draft.Url, draft.Fields, jsonBytes, maxFieldBytes);
    }

    /// <summary>The reader's own sentence without the position that it appends.</summary>
    private static string Describe(JsonException exception)
    {
        string message = exception.Message;
        int position = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (position >= 0)
            message = message[..position];
        return string.Create(CultureInfo.InvariantCulture,
            $"the line is not valid JSON, at byte {exception.BytePositionInLine + 1}: {message}");
    }

    /// <summary>What was read so far; the id is wanted for the message when the rest is wrong.</summary>
    private sealed class Draft
    {
        public string? Id { get; set; }

        public string? Title { get; set; }

        public string? Text { get; set; }

        public string? Url { get; set; }

        public MapField<string, Value> Fields { get; } = [];
    }
}
