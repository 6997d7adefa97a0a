using System.Globalization;

namespace NeuralSearch.Ingestion.Preparation;

/// <summary>
/// The id of a chunk's point: the same for the same chunk number of the same document wherever it came from, so that
/// writing a document twice replaces it.
/// </summary>
internal static class ChunkId
{
    /// <summary>Never to be changed: every stored point's id depends on it.</summary>
    private static readonly Guid Namespace = new("8e0c7a5e-3d52-4b0b-9f57-6a1c4d9be2f1");

    /// <summary>
    /// Unambiguous although ids may contain '/': the collection's name may not, and the number comes last.
    /// </summary>
    public static Guid Create(string collection, string documentId, int chunkNumber) =>
        UuidV5.Create(
            Namespace, string.Create(CultureInfo.InvariantCulture, $"{collection}/{documentId}/{chunkNumber}"));
}
