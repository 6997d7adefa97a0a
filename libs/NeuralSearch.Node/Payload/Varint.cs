namespace NeuralSearch.Node.Payload;

/// <summary>Protobuf's base-128 integers and length-delimited blocks.</summary>
internal static class Varint
{
    public static ulong Read(ReadOnlySpan<byte> bytes, scoped ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }

    public static ReadOnlySpan<byte> ReadBlock(ReadOnlySpan<byte> bytes, scoped ref int at)
    {
        int length = (int)Read(bytes, ref at);
        ReadOnlySpan<byte> block = bytes.Slice(at, length);
        at += length;
        return block;
    }
}
