using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf.Collections;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Ingestion.Sources;

namespace NeuralSearch.Ingestion.Preparation;

/// <summary>
/// SHA-256 of a document and of the way it is prepared, over a canonical form: every part with its length, properties
/// in the order of their names. Equal hashes mean equal points, so a document with the hash of the stored one is
/// skipped.
/// </summary>
internal static class ContentHash
{
    /// <summary>Hash of the document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="preparation">Model, chunker and their parameters: a change of any embeds every document
    /// again.</param>
    public static byte[] Compute(SourceDocument document, string preparation)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, preparation);
        Append(hash, document.Id);
        Append(hash, document.Title);
        Append(hash, document.Url);
        Append(hash, document.Text);
        Append(hash, document.Fields);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, Value value)
    {
        Append(hash, (long)value.KindCase);
        switch (value.KindCase)
        {
            case Value.KindOneofCase.BoolValue:
                Append(hash, value.BoolValue ? 1L : 0L);
                break;
            case Value.KindOneofCase.IntegerValue:
                Append(hash, value.IntegerValue);
                break;
            case Value.KindOneofCase.DoubleValue:
                Append(hash, BitConverter.DoubleToInt64Bits(value.DoubleValue));
                break;
            case Value.KindOneofCase.StringValue:
                Append(hash, value.StringValue);
                break;
            case Value.KindOneofCase.ListValue:
                Append(hash, value.ListValue.Values.Count);
                foreach (Value item in value.ListValue.Values)
                    Append(hash, item);
                break;
            case Value.KindOneofCase.StructValue:
                Append(hash, value.StructValue.Fields);
                break;
        }
    }

    private static void Append(IncrementalHash hash, MapField<string, Value> fields)
    {
        Append(hash, fields.Count);
        foreach ((string name, Value value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            Append(hash, name);
            Append(hash, value);
        }
    }

    private static void Append(IncrementalHash hash, string? text)
    {
        const int blockChars = 1024;
        Append(hash, text?.Length ?? -1L);
        Span<byte> block = stackalloc byte[blockChars * 3];
        Encoder encoder = Encoding.UTF8.GetEncoder();
        for (ReadOnlySpan<char> rest = text; !rest.IsEmpty;)
        {
            encoder.Convert(
                rest[..Math.Min(blockChars, rest.Length)], block, flush: rest.Length <= blockChars,
                out int charsUsed, out int bytesUsed, out _);
            hash.AppendData(block[..bytesUsed]);
            rest = rest[charsUsed..];
        }
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
