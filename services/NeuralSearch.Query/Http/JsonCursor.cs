using System.Text.Json;

namespace NeuralSearch.Query.Http;

/// <summary>
/// A place in a JSON document: a value, its path for messages, and where errors go. What cannot be read is reported
/// and comes back as null.
/// </summary>
internal readonly record struct JsonCursor(JsonElement Value, string Path, RequestErrors Errors)
{
    public void Fail(string message) => Errors.Add(Path.Length == 0 ? "body" : Path, message);

    /// <summary>The member, or null if it is absent or null.</summary>
    public JsonCursor? Member(string name) =>
        Value.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new JsonCursor(value, PathOf(name), Errors)
            : null;

    /// <summary>The member; its absence is an error.</summary>
    public JsonCursor? Required(string name)
    {
        var member = Member(name);
        if (member is null) Errors.Add(PathOf(name), "is missing");
        return member;
    }

    /// <summary>Whether this is an object; members that are not allowed are reported by name.</summary>
    public bool IsObject(params ReadOnlySpan<string> allowed)
    {
        if (Value.ValueKind != JsonValueKind.Object)
        {
            Fail($"must be an object, is {Kind}");
            return false;
        }

        var known = true;
        foreach (var member in Value.EnumerateObject())
        {
            if (allowed.Contains(member.Name)) continue;
            Errors.Add(PathOf(member.Name), $"unknown; allowed: {string.Join(", ", allowed)}");
            known = false;
        }

        return known;
    }

    /// <summary>The elements of an array; anything else is an error.</summary>
    public IReadOnlyList<JsonCursor> Items()
    {
        if (Value.ValueKind != JsonValueKind.Array)
        {
            Fail($"must be an array, is {Kind}");
            return [];
        }

        var items = new List<JsonCursor>(Value.GetArrayLength());
        foreach (var item in Value.EnumerateArray()) items.Add(new JsonCursor(item, $"{Path}[{items.Count}]", Errors));
        return items;
    }

    /// <summary>The elements of an array, or the one object that stands for an array of one.</summary>
    public IReadOnlyList<JsonCursor> OneOrMany() => Value.ValueKind == JsonValueKind.Object ? [this] : Items();

    public string? Text()
    {
        if (Value.ValueKind == JsonValueKind.String) return Value.GetString();
        Fail($"must be a string, is {Kind}");
        return null;
    }

    public double? Number()
    {
        if (IsNumber && Value.TryGetDouble(out var number) && double.IsFinite(number)) return number;
        Fail(IsNumber ? "is too large for a double" : $"must be a number, is {Kind}");
        return null;
    }

    /// <summary>A whole number from min to max, both included.</summary>
    public int? Integer(int min, int max)
    {
        if (IsNumber && Value.TryGetInt32(out var number) && number >= min && number <= max) return number;
        Fail($"must be a whole number from {min} to {max}, is {Shown}");
        return null;
    }

    public ulong? Count()
    {
        if (IsNumber && Value.TryGetUInt64(out var number)) return number;
        Fail($"must be a whole number, 0 or more, is {Shown}");
        return null;
    }

    public bool? Flag()
    {
        if (Value.ValueKind is JsonValueKind.True or JsonValueKind.False) return Value.GetBoolean();
        Fail($"must be true or false, is {Kind}");
        return null;
    }

    public string Kind => Value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    /// <summary>Short values as they are, others by their kind.</summary>
    public string Shown => IsNumber && Value.GetRawText() is { Length: <= 32 } raw ? raw : Kind;

    private bool IsNumber => Value.ValueKind == JsonValueKind.Number;

    private string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";
}
