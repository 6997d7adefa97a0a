using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NeuralSearch.Embedding.OpenAi;

/// <summary>A vector as the caller wants it: an array of numbers, or base64 of little-endian float32.</summary>
[JsonConverter(typeof(Converter))]
internal readonly record struct EncodedVector(ReadOnlyMemory<float> Vector, bool AsBase64)
{
    internal sealed class Converter : JsonConverter<EncodedVector>
    {
        public override EncodedVector Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Vectors are only written.");

        public override void Write(Utf8JsonWriter writer, EncodedVector value, JsonSerializerOptions options)
        {
            ReadOnlySpan<float> vector = value.Vector.Span;
            if (value.AsBase64)
            {
                byte[] bytes = new byte[sizeof(float) * vector.Length];
                for (int i = 0; i < vector.Length; i++)
                    BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(sizeof(float) * i), vector[i]);
                writer.WriteBase64StringValue(bytes);
                return;
            }

            writer.WriteStartArray();
            foreach (float component in vector) writer.WriteNumberValue(component);
            writer.WriteEndArray();
        }
    }
}
