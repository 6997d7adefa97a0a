using System.Buffers.Binary;
using System.Runtime.InteropServices;
using NeuralSearch.Index;

namespace NeuralSearch.Notebooks.Library;

/// <summary>GloVe word vectors of 100 dimensions, which are kept beside the repository and may be absent.</summary>
internal static class Glove
{
    private const string Folder = "glove-100-cos";

    public static Dataset Load(int rows, int queries) => new(
        "glove", "GloVe 6B word vectors of the commonest words", Read("base.fbin", rows), Read("query.fbin", queries));

    /// <summary>A count, the dimensions, then rows of float32; all in little-endian order (the field's .fbin).</summary>
    private static float[][] Read(string name, int most)
    {
        string path = RepositoryFolder.Beside("data", "vectors", Folder, name);
        if (!File.Exists(path))
            throw new FileNotFoundException($"The data 'glove' is read from {path}, which is not there; take text-like.");
        using FileStream file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[8];
        file.ReadExactly(head);
        int count = Math.Min(most, BinaryPrimitives.ReadInt32LittleEndian(head));
        int dimensions = BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
        var rows = new float[count][];
        for (int i = 0; i < count; i++)
        {
            rows[i] = new float[dimensions];
            file.ReadExactly(MemoryMarshal.AsBytes(rows[i].AsSpan()));
            VectorMath.Normalize(rows[i]);
        }

        return rows;
    }
}
