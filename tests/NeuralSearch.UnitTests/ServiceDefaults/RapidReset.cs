using System.Buffers.Binary;

namespace NeuralSearch.UnitTests.ServiceDefaults;

/// <summary>
/// The bytes of an HTTP/2 client that opens streams and resets each at once (CVE-2023-44487), as RFC 9113 frames them.
/// </summary>
internal static class RapidReset
{
    private const byte Headers = 1;
    private const byte ResetStream = 3;
    private const byte Settings = 4;
    private const byte EndStreamAndHeaders = 0x5;
    private const int FrameHeaderBytes = 9;

    // HPACK's static table: :method POST, :scheme http, :path /, and a literal :authority.
    private static readonly byte[] RequestHeaders =
        [0x83, 0x86, 0x84, 0x01, 9, .. "localhost"u8];

    public static byte[] Frames(int streams)
    {
        using var bytes = new MemoryStream();
        bytes.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        Write(bytes, Settings, flags: 0, stream: 0, []);
        for (int i = 0; i < streams; i++)
        {
            int stream = (2 * i) + 1;
            Write(bytes, Headers, EndStreamAndHeaders, stream, RequestHeaders);
            Write(bytes, ResetStream, flags: 0, stream, [0, 0, 0, 8]); // CANCEL
        }

        return bytes.ToArray();
    }

    private static void Write(MemoryStream bytes, byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[FrameHeaderBytes];
        header[0] = (byte)(payload.Length >> 16);
        header[1] = (byte)(payload.Length >> 8);
        header[2] = (byte)payload.Length;
        header[3] = type;
        header[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(header[5..], stream);
        bytes.Write(header);
        bytes.Write(payload);
    }
}
