using Google.Protobuf;
using Google.Protobuf.Collections;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;

namespace NeuralSearch.Node.Wire;

/// <summary>Payloads between messages and the bytes that the node keeps.</summary>
internal static class PayloadCodec
{
    // Protobuf reads messages nested up to 100 deep; an object in an object takes three of them (value, struct, entry),
    // the answer around the payload another three.
    private const int MaxDepth = 32;

    public static byte[] Encode(MapField<string, Value> payload)
    {
        if (payload.Count == 0) return [];
        foreach (Value value in payload.Values) Check(value, depth: 1);
        var fields = new Struct();
        fields.Fields.Add(payload);
        return fields.ToByteArray();
    }

    public static MapField<string, Value> Decode(byte[] payload) => Struct.Parser.ParseFrom(payload).Fields;

    private static void Check(Value value, int depth)
    {
        if (depth > MaxDepth)
            throw new InvalidRequestException($"Payload is nested deeper than {MaxDepth} levels");
        switch (value.KindCase)
        {
            case Value.KindOneofCase.DoubleValue when !double.IsFinite(value.DoubleValue):
                throw new InvalidRequestException(
                    $"cannot convert to json number: {value.DoubleValue} is not finite");
            case Value.KindOneofCase.StructValue:
                foreach (Value field in value.StructValue.Fields.Values) Check(field, depth + 1);
                break;
            case Value.KindOneofCase.ListValue:
                foreach (Value item in value.ListValue.Values) Check(item, depth + 1);
                break;
        }
    }
}
