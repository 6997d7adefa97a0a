using Google.Protobuf;
using Google.Protobuf.Collections;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;

namespace NeuralSearch.Node.Wire;

/// <summary>Payloads between messages and the bytes that the node keeps.</summary>
internal static class PayloadCodec
{
    public static byte[] Encode(MapField<string, Value> payload)
    {
        if (payload.Count == 0) return [];
        foreach (Value value in payload.Values) CheckNumbers(value);
        var fields = new Struct();
        fields.Fields.Add(payload);
        return fields.ToByteArray();
    }

    public static MapField<string, Value> Decode(byte[] payload) => Struct.Parser.ParseFrom(payload).Fields;

    private static void CheckNumbers(Value value)
    {
        switch (value.KindCase)
        {
            case Value.KindOneofCase.DoubleValue when !double.IsFinite(value.DoubleValue):
                throw new InvalidRequestException(
                    $"cannot convert to json number: {value.DoubleValue} is not finite");
            case Value.KindOneofCase.StructValue:
                foreach (Value field in value.StructValue.Fields.Values) CheckNumbers(field);
                break;
            case Value.KindOneofCase.ListValue:
                foreach (Value item in value.ListValue.Values) CheckNumbers(item);
                break;
        }
    }
}
