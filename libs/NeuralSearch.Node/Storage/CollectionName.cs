using System.Buffers;
using NeuralSearch.Node.Errors;

namespace NeuralSearch.Node.Storage;

/// <summary>The rules for names of collections. A name is never used as a path.</summary>
internal static class CollectionName
{
    public const int MaxLength = 255;

    private static readonly SearchValues<char> ForbiddenInNew = SearchValues.Create("<>:\"/\\|?*\0\u001F");
    private static readonly SearchValues<char> ForbiddenAlways = SearchValues.Create("/\0");

    /// <summary>Checks a name that a collection is to be created under.</summary>
    public static void CheckNew(string name)
    {
        Check(name, ForbiddenInNew);
        if (name is "." or "..") throw Invalid($"\"{name}\" is reserved");
    }

    /// <summary>Checks a name that a request looks up.</summary>
    public static void Check(string name) => Check(name, ForbiddenAlways);

    private static void Check(string name, SearchValues<char> forbidden)
    {
        if (name.Length is < 1 or > MaxLength)
            throw Invalid($"value \"{Shown(name)}\" invalid, must be from 1 to {MaxLength} characters");
        int at = name.AsSpan().IndexOfAny(forbidden);
        if (at >= 0) throw Invalid($"collection name cannot contain {Quoted(name[at])} char");
    }

    /// <summary>A character as an error names it, those that do not print by number.</summary>
    internal static string Quoted(char character) =>
        char.IsControl(character) ? $"\"\\x{(int)character:x2}\"" : $"\"{character}\"";

    // Long enough for a name that is barely too long, short enough for a header.
    private static string Shown(string name) => name.Length > 2 * MaxLength ? $"{name[..MaxLength]}…" : name;

    private static InvalidRequestException Invalid(string rule) =>
        new($"Validation error in body: [collection_name: {rule}]");
}
