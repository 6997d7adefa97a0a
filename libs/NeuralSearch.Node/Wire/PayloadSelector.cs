using Google.Protobuf.Collections;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Errors;
using NeuralSearch.Node.Payload;

namespace NeuralSearch.Node.Wire;

/// <summary>
/// Which parts of a payload an answer carries. A path step into an array is written <c>[]</c>; a step by number
/// matches nothing here, as in Qdrant.
/// </summary>
internal sealed class PayloadSelector
{
    private static readonly PayloadSelector All = new(isIncluding: false, []);

    private readonly bool _isIncluding;
    private readonly JsonPath[] _paths;

    private PayloadSelector(bool isIncluding, JsonPath[] paths)
    {
        _isIncluding = isIncluding;
        _paths = paths;
    }

    /// <returns>Null when the answer carries no payload.</returns>
    public static PayloadSelector? From(WithPayloadSelector? selector, bool enabledByDefault) =>
        selector?.SelectorOptionsCase switch
        {
            null => enabledByDefault ? All : null,
            WithPayloadSelector.SelectorOptionsOneofCase.Enable => selector.Enable ? All : null,
            WithPayloadSelector.SelectorOptionsOneofCase.Include =>
                new(isIncluding: true, [.. selector.Include.Fields.Select(JsonPath.Parse)]),
            WithPayloadSelector.SelectorOptionsOneofCase.Exclude =>
                new(isIncluding: false, [.. selector.Exclude.Fields.Select(JsonPath.Parse)]),
            _ => throw new InvalidRequestException("No PayloadSelector"),
        };

    public void CopyTo(byte[] payload, MapField<string, Value> answer)
    {
        if (payload.Length == 0) return;
        MapField<string, Value> fields = PayloadCodec.Decode(payload);
        if (_isIncluding || _paths.Length > 0) fields = Select(fields, []);
        answer.Add(fields);
    }

    private MapField<string, Value> Select(MapField<string, Value> fields, JsonPath.Segment[] parent)
    {
        var selected = new MapField<string, Value>();
        foreach ((string key, Value value) in fields)
        {
            JsonPath.Segment[] path = [.. parent, JsonPath.Segment.OfKey(key)];
            if (Keeps(path)) selected.Add(key, Select(value, path));
        }

        return selected;
    }

    private Value Select(Value value, JsonPath.Segment[] path)
    {
        switch (value.KindCase)
        {
            case Value.KindOneofCase.StructValue:
                var selected = new Struct();
                selected.Fields.Add(Select(value.StructValue.Fields, path));
                return new Value { StructValue = selected };
            case Value.KindOneofCase.ListValue:
                JsonPath.Segment[] element = [.. path, JsonPath.Segment.Every];
                var items = new ListValue();
                if (Keeps(element)) items.Values.Add(value.ListValue.Values.Select(item => Select(item, element)));
                return new Value { ListValue = items };
            default:
                return value;
        }
    }

    private bool Keeps(JsonPath.Segment[] path)
    {
        foreach (JsonPath selected in _paths)
        {
            int shared = Math.Min(path.Length, selected.Segments.Length);
            bool isRelated = _isIncluding || selected.Segments.Length <= path.Length;
            if (isRelated && Same(path.AsSpan(0, shared), selected.Segments[..shared])) return _isIncluding;
        }

        return !_isIncluding;
    }

    private static bool Same(ReadOnlySpan<JsonPath.Segment> a, ReadOnlySpan<JsonPath.Segment> b)
    {
        for (int i = 0; i < a.Length; i++)
            if (a[i].Kind != b[i].Kind || !a[i].Key.AsSpan().SequenceEqual(b[i].Key)) return false;
        return true;
    }
}
