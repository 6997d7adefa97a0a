using System.Text.Json;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Ingestion.Sources;

/// <summary>
/// JSON values as payload values. Integers and other numbers stay distinct, as Qdrant keeps them: a number without
/// fraction and exponent that fits 64 bits is an integer, any other a double.
/// </summary>
internal static class PayloadReader
{
    /// <summary>
    /// Deepest nesting of a document. A JSON level is up to three protobuf levels, and protobuf's parsers stop at 100:
    /// what is accepted here must be readable by every node.
    /// </summary>
    public const int MaxDepth = 24;

    /// <summary>Reads the value that the reader stands on.</summary>
    /// <param name="reader">Stands on the value's first token, then on its last.</param>
    /// <param name="field">The document's field, for messages.</param>
    public static Value Read(ref Utf8JsonReader reader, string field) => reader.TokenType switch
    {
        JsonTokenType.Null => new Value { NullValue = NullValue.NullValue },
        JsonTokenType.True => new Value { BoolValue = true },
        JsonTokenType.False => new Value { BoolValue = false },
        JsonTokenType.String => new Value { StringValue = ReadString(ref reader, field) },
        JsonTokenType.Number => ReadNumber(ref reader, field),
        JsonTokenType.StartArray => ReadArray(ref reader, field),
        _ => ReadObject(ref reader, field),
    };

    public static string ReadString(ref Utf8JsonReader reader, string field)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // The bytes are valid UTF-8, so it is an escape such as \ud800 without its other half.
            throw new DocumentRefusedException(
                $"'{field}' holds a \\u escape that is half a surrogate pair and so no character");
        }
    }

    private static Value ReadNumber(ref Utf8JsonReader reader, string field)
    {
        if (reader.TryGetInt64(out long integer))
            return new Value { IntegerValue = integer };
        if (reader.TryGetDouble(out double number) && double.IsFinite(number))
            return new Value { DoubleValue = number };
        throw new DocumentRefusedException(
            $"'{field}' holds a number outside the range of a double (about ±1.8e308); write it as a string");
    }

    private static Value ReadArray(ref Utf8JsonReader reader, string field)
    {
        ListValue list = new();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            list.Values.Add(Read(ref reader, field));
        return new Value { ListValue = list };
    }

    private static Value ReadObject(ref Utf8JsonReader reader, string field)
    {
        Struct fields = new();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = ReadString(ref reader, field);
            if (fields.Fields.ContainsKey(name))
                throw new DocumentRefusedException($"'{field}' holds an object with two properties '{name}'");
            reader.Read();
            fields.Fields.Add(name, Read(ref reader, field));
        }

        return new Value { StructValue = fields };
    }
}
