using System.Text;
using NeuralSearch.Node.Payload;

namespace NeuralSearch.Node.Filters;

/// <summary>Equality with one of a set of strings; case-sensitive, strings only.</summary>
internal sealed class KeywordPredicate(IEnumerable<string> keywords) : IValuePredicate
{
    public byte[][] Keywords { get; } = [.. keywords.Distinct().Select(Encoding.UTF8.GetBytes)];

    public bool Matches(PayloadValue value)
    {
        if (value.Kind != PayloadKind.String) return false;
        foreach (byte[] keyword in Keywords)
            if (value.Bytes.SequenceEqual(keyword)) return true;
        return false;
    }
}

/// <summary>Equality with one of a set of integers; a double never equals, not even 5.0.</summary>
internal sealed class IntegerPredicate(IEnumerable<long> integers) : IValuePredicate
{
    public HashSet<long> Integers { get; } = [.. integers];

    public bool Matches(PayloadValue value) =>
        value.Kind == PayloadKind.Integer && Integers.Contains(value.Integer);
}

/// <summary>Equality with a boolean.</summary>
internal sealed class BooleanPredicate(bool expected) : IValuePredicate
{
    public bool Matches(PayloadValue value) => value.Kind == PayloadKind.Boolean && value.Boolean == expected;
}

/// <summary>Present, not null and not in the set; a value of another type is not in the set.</summary>
internal sealed class ExceptPredicate(IValuePredicate excluded) : IValuePredicate
{
    public bool Matches(PayloadValue value) => value.Kind != PayloadKind.Null && !excluded.Matches(value);
}

/// <summary>A string that contains the text, case-sensitively; the empty text is in every string.</summary>
internal sealed class SubstringPredicate(string text) : IValuePredicate
{
    private readonly byte[] _text = Encoding.UTF8.GetBytes(text);

    public bool Matches(PayloadValue value) =>
        value.Kind == PayloadKind.String && value.Bytes.IndexOf(_text) >= 0;
}

/// <summary>A string that contains one of the words of the text, which are parted by white space.</summary>
internal sealed class AnyWordPredicate(string text) : IValuePredicate
{
    private readonly byte[][] _words =
        [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Encoding.UTF8.GetBytes)];

    public bool Matches(PayloadValue value)
    {
        if (value.Kind != PayloadKind.String) return false;
        foreach (byte[] word in _words)
            if (value.Bytes.IndexOf(word) >= 0) return true;
        return false;
    }
}

/// <summary>A string that starts with the text.</summary>
internal sealed class PrefixPredicate(string text) : IValuePredicate
{
    private readonly byte[] _text = Encoding.UTF8.GetBytes(text);

    public bool Matches(PayloadValue value) => value.Kind == PayloadKind.String && value.Bytes.StartsWith(_text);
}

/// <summary>Any of several predicates: how the predicates of one field condition combine.</summary>
internal sealed class AnyPredicate(IReadOnlyList<IValuePredicate> predicates) : IValuePredicate
{
    public bool UsesScalarsOnly { get; } = predicates.All(predicate => predicate.UsesScalarsOnly);

    public bool Matches(PayloadValue value)
    {
        foreach (IValuePredicate predicate in predicates)
            if (predicate.Matches(value)) return true;
        return false;
    }
}
