using System.Buffers;
using System.Text;

namespace NeuralSearch.Ingestion.Store;

/// <summary>
/// The rule for names of collections: Qdrant's, and no control characters, because a name may be a folder.
/// </summary>
internal static class CollectionName
{
    private const int MaxBytes = 255;
    private const string Forbidden = "<>:\"/\\|?*";

    private static readonly SearchValues<char> ForbiddenChars = SearchValues.Create(Forbidden);

    /// <summary>A sentence that says what is wrong with the name, or null if it is good.</summary>
    public static string? Check(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return "The name of the collection is empty.";
        if (name is "." or "..")
            return $"'{name}' is no name of a collection.";
        if (Encoding.UTF8.GetByteCount(name) > MaxBytes)
            return $"The name of the collection is longer than {MaxBytes} bytes.";
        if (name.AsSpan().ContainsAny(ForbiddenChars) || name.Any(char.IsControl))
            return $"The name of the collection holds a control character or one of {Forbidden}";
        return null;
    }
}
