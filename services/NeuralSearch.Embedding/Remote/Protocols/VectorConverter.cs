using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuralSearch.Embedding.Remote.Protocols;

/// <summary>
/// Reads a vector as numbers, flat or nested, or as base64 of little-endian float32. Numbers beyond float32 become
/// infinity here, and are refused where vectors are checked.
/// </summary>
internal sealed class VectorConverter : JsonConverter<float[]>
{
    private const int MaxDepth = 8;

    public override float[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.String => ReadBase64(ref reader),
            JsonTokenType.StartArray => ReadNumbers(ref reader),
            _ => throw new JsonException($"a vector is a JSON {reader.TokenType}"),
        };

    public override void Write(Utf8JsonWriter writer, float[] value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Vectors are only read.");

    private static float[] ReadBase64(ref Utf8JsonReader reader)
    {
        if (!reader.TryGetBytesFromBase64(out byte[]? bytes) || bytes.Length % sizeof(float) != 0)
            throw new JsonException("a vector is a string, but not base64 of float32");

        float[] numbers = new float[bytes.Length / sizeof(float)];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        return numbers;
    }

    private static float[] ReadNumbers(ref Utf8JsonReader reader)
    {
        List<float> numbers = [];
        int depth = 1;
        while (depth > 0 && reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray when depth < MaxDepth:
                    depth++;
                    break;
                case JsonTokenType.EndArray:
                    depth--;
                    break;
                case JsonTokenType.Number:
                    numbers.Add(reader.GetSingle());
                    break;
                default:
                    throw new JsonException($"a vector holds a JSON {reader.TokenType}");
            }
        }

        return [.. numbers];
    }
}
