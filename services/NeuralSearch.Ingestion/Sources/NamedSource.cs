using System.Collections.Frozen;

namespace NeuralSearch.Ingestion.Sources;

/// <summary>A set of files or documents that a user gave a name, so that what leaves it can be deleted.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsWhole">
/// True if the input holds the whole source: its documents that the input does not name are deleted.
/// </param>
internal sealed record NamedSource(string Name, bool IsWhole)
{
    /// <summary>The source of files that came without one.</summary>
    public const string ForFiles = "uploads";

    private const int MaxChars = 500;

    /// <summary>What the ledger calls documents that no source is named for: they are nobody's to delete.</summary>
    private static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet(["http", "sample", "delete"]);

    /// <summary>A sentence that says what is wrong with the name, or null if it is good.</summary>
    public static string? Check(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return "The name of the source is empty.";
        if (name.Length > MaxChars)
            return $"The name of the source has {name.Length} characters; at most {MaxChars} are allowed.";
        if (name.Any(char.IsControl))
            return "The name of the source holds a control character.";
        if (name.EndsWith('/'))
            return $"The name of the source, '{name}', ends with a slash; leave it out.";
        return Reserved.Contains(name)
            ? $"'{name}' is no name of a source: documents that came without a source have it. Choose another one."
            : null;
    }
}
