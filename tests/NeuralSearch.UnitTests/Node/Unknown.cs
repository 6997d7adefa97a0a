using Google.Protobuf;

namespace NeuralSearch.UnitTests.Node;

/// <summary>Messages as a client of a newer contract sends them.</summary>
internal static class Unknown
{
    // Field 999, a varint, value 1.
    private static readonly byte[] Field = [0xB8, 0x3E, 0x01];

    /// <summary>The message with one field more than this version knows.</summary>
    public static T In<T>(T message)
        where T : IMessage<T>, new()
    {
        var newer = new T();
        newer.MergeFrom([.. message.ToByteArray(), .. Field]);
        return newer;
    }
}
