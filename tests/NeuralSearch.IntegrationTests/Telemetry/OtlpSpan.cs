using Google.Protobuf;

namespace NeuralSearch.IntegrationTests.Telemetry;

/// <summary>A span as OTLP sends it; of its message the fields that tests look at.</summary>
internal sealed record OtlpSpan(
    string Service, string Scope, string TraceId, string SpanId, string ParentId, string Name, SpanKind Kind,
    IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Reads the spans of an <c>ExportTraceServiceRequest</c> (opentelemetry-proto 1.x, field numbers).</summary>
    public static IEnumerable<OtlpSpan> Read(byte[] request) =>
        from resourceSpans in Messages(request, 1)
        let service = Attributes(Messages(resourceSpans, 1).SelectMany(resource => Messages(resource, 1)))
            .GetValueOrDefault("service.name", "")
        from scopeSpans in Messages(resourceSpans, 2)
        let scope = Messages(scopeSpans, 1).Select(message => Text(message, 1)).FirstOrDefault("")
        from span in Messages(scopeSpans, 2)
        select new OtlpSpan(
            service, scope, Hex(span, 1), Hex(span, 2), Hex(span, 4), Text(span, 5), (SpanKind)Number(span, 6),
            Attributes(Messages(span, 9)));

    /// <summary>Everything that a person could read something in.</summary>
    public override string ToString() =>
        $"{Service}: {Name} ({Kind}) {string.Join(", ", Tags.Select(tag => $"{tag.Key}={tag.Value}"))}";

    private static Dictionary<string, string> Attributes(IEnumerable<byte[]> keyValues) =>
        keyValues.ToDictionary(pair => Text(pair, 1), pair => Value(Messages(pair, 2).First()));

    // AnyValue: string 1, bool 2, int 3, double 4; other kinds are not sent.
    private static string Value(byte[] any)
    {
        (int field, object value) = Fields(any).First();
        return field == 1 ? ((ByteString)value).ToStringUtf8() : $"{value}";
    }

    private static IEnumerable<byte[]> Messages(byte[] message, int field) =>
        Fields(message).Where(f => f.Number == field).Select(f => ((ByteString)f.Value).ToByteArray());

    private static string Text(byte[] message, int field) =>
        Fields(message).Where(f => f.Number == field).Select(f => ((ByteString)f.Value).ToStringUtf8())
            .FirstOrDefault("");

    private static string Hex(byte[] message, int field) =>
        Fields(message).Where(f => f.Number == field)
            .Select(f => Convert.ToHexStringLower(((ByteString)f.Value).Span)).FirstOrDefault("");

    private static ulong Number(byte[] message, int field) =>
        Fields(message).Where(f => f.Number == field).Select(f => (ulong)f.Value).FirstOrDefault();

    private static IEnumerable<(int Number, object Value)> Fields(byte[] message)
    {
        var input = new CodedInputStream(message);
        while (input.ReadTag() is not 0 and uint tag)
        {
            object value = WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadUInt64(),
                WireFormat.WireType.Fixed64 => input.ReadFixed64(),
                WireFormat.WireType.Fixed32 => (ulong)input.ReadFixed32(),
                WireFormat.WireType.LengthDelimited => input.ReadBytes(),
                var other => throw new InvalidDataException($"OTLP does not use the wire type {other}."),
            };
            yield return (WireFormat.GetTagFieldNumber(tag), value);
        }
    }
}

/// <summary>OTLP's kinds of spans.</summary>
internal enum SpanKind
{
    Unspecified = 0,
    Internal = 1,
    Server = 2,
    Client = 3,
    Producer = 4,
    Consumer = 5,
}
