using System.Buffers;
using System.Text;
using NeuralSearch.Node.Errors;

namespace NeuralSearch.Node.Storage;

/// <summary>The rules for names of vectors; the empty name is the unnamed vector.</summary>
internal static class VectorName
{
    public const int MaxBytes = 200;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>:\"/\\|?*\0\u001F");

    /// <summary>Checks a name that a vector is to be created under.</summary>
    public static void CheckNew(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) > MaxBytes)
            throw Invalid(name, $"must be at most {MaxBytes} bytes long");
        int at = name.AsSpan().IndexOfAny(Forbidden);
        if (at >= 0) throw Invalid(name, $"cannot contain {CollectionName.Quoted(name[at])} char");
    }

    private static InvalidRequestException Invalid(string name, string rule) =>
        new($"Wrong input: Invalid dense vector name `{name}`: vector name {rule}");
}
