using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Node.Payload;

namespace NeuralSearch.Node.Filters;

/// <summary>Bounds on a number, integer or double alike, compared as doubles; strings never match.</summary>
internal sealed class NumberRangePredicate(Contracts.Qdrant.Range range) : IValuePredicate
{
    private readonly double? _lt = range.HasLt ? range.Lt : null;
    private readonly double? _gt = range.HasGt ? range.Gt : null;
    private readonly double? _lte = range.HasLte ? range.Lte : null;
    private readonly double? _gte = range.HasGte ? range.Gte : null;

    public bool Matches(PayloadValue value)
    {
        if (!value.IsNumber) return false;
        double number = value.Number;
        return !(_lt is { } lt && !(number < lt)) && !(_gt is { } gt && !(number > gt))
            && !(_lte is { } lte && !(number <= lte)) && !(_gte is { } gte && !(number >= gte));
    }
}

/// <summary>
/// Bounds on a date-time, in nanoseconds since 1970; values are strings in the spellings of <see cref="DateTimes"/>.
/// </summary>
internal sealed class DateTimeRangePredicate(DatetimeRange range) : IValuePredicate
{
    private readonly Int128? _lt = DateTimes.Nanoseconds(range.Lt);
    private readonly Int128? _gt = DateTimes.Nanoseconds(range.Gt);
    private readonly Int128? _lte = DateTimes.Nanoseconds(range.Lte);
    private readonly Int128? _gte = DateTimes.Nanoseconds(range.Gte);

    public bool Matches(PayloadValue value) =>
        value.Kind == PayloadKind.String && DateTimes.TryParse(value.Bytes, out Int128 at)
        && !(at >= _lt) && !(at <= _gt) && !(at > _lte) && !(at < _gte);
}

/// <summary>Bounds on how many values a field holds.</summary>
internal sealed class ValuesCountPredicate(ValuesCount range) : IValuePredicate
{
    private readonly ulong? _lt = range.HasLt ? range.Lt : null;
    private readonly ulong? _gt = range.HasGt ? range.Gt : null;
    private readonly ulong? _lte = range.HasLte ? range.Lte : null;
    private readonly ulong? _gte = range.HasGte ? range.Gte : null;

    public bool Matches(PayloadValue value)
    {
        ulong count = (ulong)value.Count;
        return !(count >= _lt) && !(count <= _gt) && !(count > _lte) && !(count < _gte);
    }
}
