using System.Text.Json;
using NeuralSearch.Contracts.Qdrant;

namespace NeuralSearch.Query.Http.Filters;

/// <summary><c>match</c> → its message: equality, sets, and the text predicates.</summary>
internal static class MatchJson
{
    private static readonly string[] Variants = ["value", "text", "text_any", "phrase", "prefix", "any", "except"];

    public static Match Read(JsonCursor json)
    {
        if (!json.IsObject(Variants)) return new Match();

        var given = Variants.Where(name => json.Member(name) is not null).ToList();
        if (given.Count != 1)
        {
            json.Fail($"must have exactly one of {string.Join(", ", Variants)}, has {given.Count}");
            return new Match();
        }

        var at = json.Member(given[0])!.Value;
        return given[0] switch
        {
            "value" => Value(at),
            "text" => new Match { Text = at.Text() ?? "" },
            "text_any" => new Match { TextAny = at.Text() ?? "" },
            "phrase" => new Match { Phrase = at.Text() ?? "" },
            "prefix" => new Match { Prefix = at.Text() ?? "" },
            "any" => Set(at, words => new Match { Keywords = words }, numbers => new Match { Integers = numbers }),
            _ => Set(
                at, words => new Match { ExceptKeywords = words }, numbers => new Match { ExceptIntegers = numbers }),
        };
    }

    private static Match Value(JsonCursor json)
    {
        switch (json.Value.ValueKind)
        {
            case JsonValueKind.String:
                return new Match { Keyword = json.Value.GetString()! };
            case JsonValueKind.True or JsonValueKind.False:
                return new Match { Boolean = json.Value.GetBoolean() };
            case JsonValueKind.Number when json.Value.TryGetInt64(out var number):
                return new Match { Integer = number };
            case JsonValueKind.Number:
                json.Fail($"is {json.Shown}: only whole numbers of 64 bits are matched exactly; use range for others");
                return new Match();
            default:
                json.Fail($"must be a string, a whole number or a boolean, is {json.Kind}");
                return new Match();
        }
    }

    /// <summary>A list of strings or of whole numbers; an empty one is a list of strings.</summary>
    private static Match Set(JsonCursor json, Func<RepeatedStrings, Match> words, Func<RepeatedIntegers, Match> numbers)
    {
        var items = json.Items();
        if (items.Count > 0 && items.All(item => item.Value.ValueKind == JsonValueKind.Number))
        {
            var integers = new RepeatedIntegers();
            foreach (var item in items)
            {
                if (item.Value.TryGetInt64(out var number)) integers.Integers.Add(number);
                else item.Fail($"must be a whole number of 64 bits, is {item.Shown}");
            }

            return numbers(integers);
        }

        var strings = new RepeatedStrings();
        foreach (var item in items)
        {
            if (item.Value.ValueKind == JsonValueKind.String) strings.Strings.Add(item.Value.GetString()!);
            else item.Fail($"must be a string, or all elements whole numbers, is {item.Kind}");
        }

        return words(strings);
    }
}
