using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Notebooks.Library;

/// <summary>A condition on a field, as code for the index in this process and as a message for the wire.</summary>
public sealed class PointFilter
{
    private readonly Func<Fields, bool> _passes;

    private PointFilter(string text, Func<Fields, bool> passes, FieldCondition condition)
    {
        Text = text;
        _passes = passes;
        Message = new Filter { Must = { new Condition { Field = condition } } };
    }

    /// <summary>The condition to be read.</summary>
    public string Text { get; }

    /// <summary>The condition as Qdrant takes it.</summary>
    public Filter Message { get; }

    /// <summary>A number in a range, both ends included.</summary>
    public static PointFilter Between(string field, long least, long most) => new(
        $"{field} {least}…{most}",
        fields => fields.Numbers.TryGetValue(field, out long number) && number >= least && number <= most,
        new FieldCondition { Key = field, Range = new Contracts.Qdrant.Range { Gte = least, Lte = most } });

    /// <summary>A keyword among those of a field.</summary>
    public static PointFilter Is(string field, string word) => new(
        $"{field} is {word}",
        fields => fields.Words.TryGetValue(field, out string[]? words) && words.Contains(word),
        new FieldCondition { Key = field, Match = new Match { Keyword = word } });

    /// <summary>Whether fields pass.</summary>
    public bool Passes(Fields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return _passes(fields);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
