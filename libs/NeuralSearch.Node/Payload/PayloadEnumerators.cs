namespace NeuralSearch.Node.Payload;

/// <summary>A key and its value inside an object.</summary>
internal readonly ref struct PayloadField(ReadOnlySpan<byte> key, PayloadValue value)
{
    public ReadOnlySpan<byte> Key { get; } = key;

    public PayloadValue Value { get; } = value;
}

/// <summary>
/// The elements of a list: the repeated field 1 of <c>qdrant.ListValue</c>. Fields of a newer contract that a client
/// sent are kept behind it and end the enumeration.
/// </summary>
internal ref struct PayloadItems(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public PayloadValue Current { get; private set; }

    public readonly PayloadItems GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_at >= _bytes.Length || _bytes[_at] != PayloadValue.RepeatedFieldTag) return false;
        _at++;
        Current = PayloadValue.Read(Varint.ReadBlock(_bytes, ref _at));
        return true;
    }
}

/// <summary>
/// The fields of an object: map entries {1: key, 2: value} in the repeated field 1 of <c>qdrant.Struct</c>.
/// </summary>
internal ref struct PayloadFields(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    public PayloadField Current { get; private set; }

    public readonly PayloadFields GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_at >= _bytes.Length || _bytes[_at] != PayloadValue.RepeatedFieldTag) return false;
        _at++;
        ReadOnlySpan<byte> entry = Varint.ReadBlock(_bytes, ref _at);
        ReadOnlySpan<byte> key = default, value = default;
        for (int at = 0; at < entry.Length;)
        {
            byte tag = entry[at++];
            ReadOnlySpan<byte> block = Varint.ReadBlock(entry, ref at);
            if (tag == 0x0A) key = block;
            else value = block;
        }

        Current = new PayloadField(key, PayloadValue.Read(value));
        return true;
    }
}
