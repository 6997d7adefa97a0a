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
        if (name is "." or "..") throw Invalid(name, "is reserved");
    }

    /// <summary>Checks a name that a request looks up.</summary>
    public static void Check(string name) => Check(name, ForbiddenAlways);

    private static void Check(string name, SearchValues<char> forbidden)
    {
        if (name.Length is < 1 or > MaxLength) throw Invalid(name, $"must have 1 to {MaxLength} characters");
        int at = name.AsSpan().IndexOfAny(forbidden);
        if (at >= 0) throw Invalid(name, $"must not contain the character U+{(int)name[at]:X4}");
    }

    private static InvalidRequestException Invalid(string name, string rule) => new(
        $"Validation error in body: [collection_name: \"{(name.Length > 80 ? name[..80] + "…" : name)}\" {rule}]");
}
