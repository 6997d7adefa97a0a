using System.Globalization;
using Google.Protobuf.Collections;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Ingestion.Sources;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace NeuralSearch.Ingestion.Extraction;

/// <summary>
/// The properties before a Markdown text: YAML between two lines of three hyphens. Read event by event, without
/// aliases, so that a few lines cannot become gigabytes.
/// </summary>
internal static class FrontMatter
{
    private const int MaxChars = 64 * 1024;
    private const int MaxDepth = 16;

    /// <summary>
    /// The properties and the text after them; none and the whole text if it does not begin with a YAML mapping
    /// between hyphens. Refuses YAML that is wrong.
    /// </summary>
    public static MapField<string, Value> Read(string text, out string body)
    {
        body = text;
        if (!TrySplit(text, out string yaml, out int bodyStart))
            return [];
        try
        {
            Parser parser = new(new StringReader(yaml));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                body = text[bodyStart..];
                return [];
            }

            if (!parser.Accept<MappingStart>(out _))
                return [];
            MapField<string, Value> fields = ReadMapping(parser, 1);
            parser.Consume<DocumentEnd>();
            parser.Consume<StreamEnd>();
            body = text[bodyStart..];
            return fields;
        }
        catch (YamlException exception)
        {
            throw new DocumentRefusedException(string.Create(CultureInfo.InvariantCulture,
                $"the front matter is not valid YAML, line {exception.Start.Line + 1}: {exception.Message}"));
        }
    }

    private static bool TrySplit(string text, out string yaml, out int bodyStart)
    {
        (yaml, bodyStart) = ("", 0);
        ReadOnlySpan<char> head = text.AsSpan(0, Math.Min(text.Length, MaxChars));
        int position = 0;
        int yamlStart = 0;
        for (int line = 0; position < head.Length; line++)
        {
            int length = head[position..].IndexOf('\n');
            int next = length < 0 ? head.Length : position + length + 1;
            ReadOnlySpan<char> content = head[position..next].TrimEnd();
            if (line == 0 && content is not "---")
                return false;
            if (line > 0 && content is "---" or "...")
            {
                (yaml, bodyStart) = (text[yamlStart..position], next);
                return true;
            }

            if (line == 0)
                yamlStart = next;
            position = next;
        }

        return false;
    }

    private static MapField<string, Value> ReadMapping(Parser parser, int depth)
    {
        parser.Consume<MappingStart>();
        MapField<string, Value> fields = [];
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.Accept<Scalar>(out _))
                throw new DocumentRefusedException("the front matter has a property whose name is no plain text");
            string name = TextOf(parser.Consume<Scalar>());
            if (fields.ContainsKey(name))
                throw new DocumentRefusedException($"the front matter has the property '{name}' twice");
            fields.Add(name, ReadValue(parser, depth + 1));
        }

        return fields;
    }

    private static Value ReadValue(Parser parser, int depth)
    {
        if (depth > MaxDepth)
            throw new DocumentRefusedException($"the front matter is nested more than {MaxDepth} levels deep");
        if (parser.Accept<Scalar>(out _))
            return ReadScalar(parser.Consume<Scalar>());
        if (parser.Accept<MappingStart>(out _))
            return new Value { StructValue = new Struct { Fields = { ReadMapping(parser, depth) } } };
        if (!parser.TryConsume<SequenceStart>(out _))
            throw new DocumentRefusedException("the front matter has an alias (*name), which is not supported");

        ListValue list = new();
        while (!parser.TryConsume<SequenceEnd>(out _))
            list.Values.Add(ReadValue(parser, depth + 1));
        return new Value { ListValue = list };
    }

    /// <summary>Escapes can make half a surrogate pair, which is no character.</summary>
    private static string TextOf(Scalar scalar)
    {
        for (int i = 0; i < scalar.Value.Length; i++)
        {
            if (!char.IsSurrogate(scalar.Value[i]))
                continue;
            if (!char.IsSurrogatePair(scalar.Value, i))
                throw new DocumentRefusedException("the front matter holds an escape that is half a surrogate pair");
            i++;
        }

        return scalar.Value;
    }

    /// <summary>By YAML's core schema: what is quoted is text, what is not may be a number. Dates stay text.</summary>
    private static Value ReadScalar(Scalar scalar)
    {
        string text = TextOf(scalar);
        if (scalar.Style != ScalarStyle.Plain)
            return new Value { StringValue = text };
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return new Value { NullValue = NullValue.NullValue };
            case "true" or "True" or "TRUE":
                return new Value { BoolValue = true };
            case "false" or "False" or "FALSE":
                return new Value { BoolValue = false };
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer))
            return new Value { IntegerValue = integer };
        const NumberStyles real =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, real, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? new Value { DoubleValue = number }
            : new Value { StringValue = text };
    }
}
