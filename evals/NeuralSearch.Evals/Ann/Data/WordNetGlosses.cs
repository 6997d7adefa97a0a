using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NeuralSearch.Index;
using NeuralSearch.Inference;

namespace NeuralSearch.Evals.Ann.Data;

/// <summary>Real text: the glosses of WordNet 3.0, embedded by the model that the project ships.</summary>
internal static class WordNetGlosses
{
    /// <summary>Rows when no limit is given: embedding all 117 659 takes a quarter of an hour.</summary>
    private const int DefaultRows = 20_000;
    private const string Model = "all-MiniLM-L6-v2";
    private const int BatchTexts = 16;
    private const int Seed = 42;

    public static string Source { get; } = RepositoryFolder.Shared("data", "corpus", "wordnet.jsonl.gz");

    public static VectorSet Load(int? limit, int queries)
    {
        string[] glosses = [.. Read()];
        Shuffle(glosses);
        queries = Math.Min(queries, glosses.Length / 2);
        int rows = Math.Min(limit ?? DefaultRows, glosses.Length - queries);
        RowMatrix vectors = EmbedOnce(glosses.AsMemory(0, queries + rows));
        return new VectorSet
        {
            Name = "wordnet-384",
            Origin = $"WordNet 3.0 glosses embedded by {Model}, drawn with seed {Seed}",
            Metric = Metric.Cosine,
            // The queries come first, so that they are the same whatever the number of rows.
            Queries = vectors.Take(queries),
            Base = vectors.Skip(queries),
        }.Normalize();
    }

    /// <summary>What the same model made of the same texts is kept in a file that is not part of the repository.</summary>
    private static RowMatrix EmbedOnce(ReadOnlyMemory<string> texts)
    {
        string folder = ModelFolder.Find(null);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in Directory.GetFiles(Path.Combine(folder, Model)).Order(StringComparer.Ordinal))
            hash.AppendData(File.ReadAllBytes(file));
        foreach (string text in texts.Span) hash.AppendData(Encoding.UTF8.GetBytes(text));
        string key = Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
        string cached = RepositoryFolder.Combine("artifacts", "evals", $"wordnet-{texts.Length}-{key}.fbin");
        if (File.Exists(cached)) return VectorFiles.ReadFloats(cached);
        using TextModel model = TextModel.Load(folder, Model);
        RowMatrix vectors = Embed(model, texts);
        Directory.CreateDirectory(Path.GetDirectoryName(cached)!);
        string unfinished = $"{cached}.{Environment.ProcessId}";
        VectorFiles.WriteFloats(unfinished, vectors);
        File.Move(unfinished, cached, overwrite: true);
        return vectors;
    }

    private static IEnumerable<string> Read()
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(Source), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            yield return $"{entry.RootElement.GetProperty("title")}: {entry.RootElement.GetProperty("text")}";
        }
    }

    private static void Shuffle(string[] values)
    {
        var random = new Xoshiro256(Seed);
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = (int)(random.Next() % (ulong)(i + 1));
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    private static RowMatrix Embed(TextModel model, ReadOnlyMemory<string> texts)
    {
        RowMatrix rows = RowMatrix.Empty(texts.Length, model.Dimensions);
        // Texts of like length share a batch, which is padded to its longest.
        (int Row, int[] Tokens)[] order = [.. Enumerable.Range(0, texts.Length)
            .Select(i => (i, model.Tokenizer.Encode(texts.Span[i], model.MaxTokens)))
            .OrderBy(text => text.Item2.Length)];
        Parallel.ForEach(order.Chunk(BatchTexts), batch =>
        {
            float[] vectors = new float[batch.Length * model.Dimensions];
            model.Encode([.. batch.Select(text => text.Tokens)], vectors);
            for (int i = 0; i < batch.Length; i++)
                vectors.AsSpan(i * model.Dimensions, model.Dimensions).CopyTo(rows[batch[i].Row]);
        });
        return rows;
    }
}
