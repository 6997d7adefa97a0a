using System.Globalization;
using System.Text;
using NeuralSearch.Node.Errors;

namespace NeuralSearch.Node.Payload;

/// <summary>
/// A path into a payload: <c>key(.key | ."quoted" | [n] | [])*</c>. Unquoted keys are letters, digits, <c>_</c> and
/// <c>-</c>; <c>[]</c> means every element.
/// </summary>
internal sealed class JsonPath
{
    private readonly Segment[] _segments;

    private JsonPath(string text, Segment[] segments)
    {
        Text = text;
        _segments = segments;
    }

    public string Text { get; }

    public ReadOnlySpan<Segment> Segments => _segments;

    public static JsonPath Parse(string text)
    {
        var segments = new List<Segment>();
        int at = 0;
        while (true)
        {
            segments.Add(Segment.OfKey(ReadKey(text, ref at)));
            while (at < text.Length && text[at] == '[') segments.Add(ReadIndex(text, ref at));
            if (at == text.Length) return new JsonPath(text, [.. segments]);
            if (text[at++] != '.') throw Invalid(text);
        }
    }

    /// <summary>
    /// Shows every value the path leads to, in order, until the visitor returns true. A path that leads nowhere shows
    /// nothing; an array at the end is shown whole.
    /// </summary>
    public bool Visit<TVisitor>(PayloadValue root, ref TVisitor visitor)
        where TVisitor : struct, IPayloadVisitor, allows ref struct => Visit(root, _segments, ref visitor);

    private static bool Visit<TVisitor>(PayloadValue value, ReadOnlySpan<Segment> rest, ref TVisitor visitor)
        where TVisitor : struct, IPayloadVisitor, allows ref struct
    {
        if (rest.IsEmpty) return visitor.Visit(value);
        Segment step = rest[0];
        switch (step.Kind)
        {
            case SegmentKind.Key:
                return value.TryGetField(step.Key, out PayloadValue field) && Visit(field, rest[1..], ref visitor);
            case SegmentKind.Every:
                foreach (PayloadValue item in value.Items)
                    if (Visit(item, rest[1..], ref visitor)) return true;
                return false;
            default:
                int index = 0;
                foreach (PayloadValue item in value.Items)
                    if (index++ == step.Index) return Visit(item, rest[1..], ref visitor);
                return false;
        }
    }

    private static string ReadKey(string text, ref int at)
    {
        int start = at;
        if (at < text.Length && text[at] == '"')
        {
            int end = text.IndexOf('"', at + 1);
            if (end < 0) throw Invalid(text);
            at = end + 1;
            return text[(start + 1)..end];
        }

        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-')) at++;
        return at > start ? text[start..at] : throw Invalid(text);
    }

    private static Segment ReadIndex(string text, ref int at)
    {
        int end = text.IndexOf(']', at);
        if (end < 0) throw Invalid(text);
        ReadOnlySpan<char> inside = text.AsSpan(at + 1, end - at - 1);
        at = end + 1;
        if (inside.IsEmpty) return Segment.Every;
        return int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? Segment.OfIndex(index)
            : throw Invalid(text);
    }

    private static InvalidRequestException Invalid(string text) => new($"Invalid json path: '{text}'");

    internal enum SegmentKind
    {
        Key,
        Index,
        Every,
    }

    internal readonly record struct Segment(SegmentKind Kind, byte[] Key, int Index)
    {
        public static readonly Segment Every = new(SegmentKind.Every, [], 0);

        public static Segment OfKey(string key) => new(SegmentKind.Key, Encoding.UTF8.GetBytes(key), 0);

        public static Segment OfIndex(int index) => new(SegmentKind.Index, [], index);
    }
}

/// <summary>Looks at values of a payload; true ends the walk.</summary>
internal interface IPayloadVisitor
{
    bool Visit(PayloadValue value);
}
