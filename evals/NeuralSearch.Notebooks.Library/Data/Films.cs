using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using NeuralSearch.Inference;

namespace NeuralSearch.Notebooks.Library;

/// <summary>The film sample of the repository, and its vectors by the repository's own model.</summary>
public static class Films
{
    /// <summary>The model that embeds them.</summary>
    public const string Model = "all-MiniLM-L6-v2";

    private const int Lots = 10_000;
    private const int BatchTexts = 512;

    /// <summary>The first films of the sample.</summary>
    public static IReadOnlyList<Film> Read(int count)
    {
        string path = RepositoryFolder.Combine("samples", "films.jsonl.gz");
        using var lines = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var films = new List<Film>(count);
        while (films.Count < count && lines.ReadLine() is { } line) films.Add(JsonSerializer.Deserialize<Film>(line)!);
        return films;
    }

    /// <summary>
    /// What a film can be filtered by: <c>year</c>, <c>genre</c>, and <c>lot</c>, a number of 0…9999 that was drawn and
    /// has nothing to do with the film.
    /// </summary>
    public static Fields FieldsOf(Film film)
    {
        ArgumentNullException.ThrowIfNull(film);
        byte[] drawn = SHA256.HashData(Encoding.UTF8.GetBytes(film.Title));
        return new Fields(
            new Dictionary<string, long> { ["year"] = film.Year, ["lot"] = BitConverter.ToUInt32(drawn) % Lots },
            new Dictionary<string, string[]> { ["genre"] = [.. film.Genres] });
    }

    /// <summary>The model, loaded from the repository.</summary>
    public static TextEmbeddingGenerator LoadModel() =>
        TextEmbeddingGenerator.Load(RepositoryFolder.Combine("models"), Model);

    /// <summary>
    /// Embeds the openings of the first films; those behind them are the queries. Vectors are kept in
    /// <c>artifacts/</c> and taken from there when the same texts are wanted again.
    /// </summary>
    internal static async Task<Dataset> EmbedAsync(int rows, int queries)
    {
        IReadOnlyList<Film> films = Read(rows + queries);
        float[][] vectors = await VectorsAsync([.. films.Select(film => film.Opening)]);
        int indexed = Math.Max(1, vectors.Length - queries);
        return new Dataset(
            "films", $"openings of film articles, embedded by {Model}", vectors[..indexed], vectors[indexed..])
        {
            Fields = [.. films.Take(indexed).Select(FieldsOf)],
        };
    }

    private static async Task<float[][]> VectorsAsync(string[] texts)
    {
        string path = RepositoryFolder.Combine("artifacts", "notebook-vectors", $"films-{Digest(texts)}.f32");
        if (File.Exists(path)) return Split(await File.ReadAllBytesAsync(path), texts.Length);
        var vectors = new List<float[]>(texts.Length);
        await using (TextEmbeddingGenerator model = LoadModel())
        {
            foreach (string[] batch in texts.Chunk(BatchTexts))
                vectors.AddRange((await model.GenerateAsync(batch, EmbeddingPriority.Bulk)).Select(e => e.Vector.ToArray()));
        }

        // Under another name first: a run that is ended in the middle must leave no half of a file.
        string unfinished = $"{path}.{Environment.ProcessId}";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(unfinished, MemoryMarshal.AsBytes<float>([.. vectors.SelectMany(v => v)]).ToArray());
        File.Move(unfinished, path, overwrite: true);
        return [.. vectors];
    }

    private static float[][] Split(byte[] bytes, int count)
    {
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(bytes);
        int dimensions = values.Length / count;
        var rows = new float[count][];
        for (int i = 0; i < count; i++) rows[i] = values.Slice(i * dimensions, dimensions).ToArray();
        return rows;
    }

    /// <summary>Of the texts and of the model as the repository lists it: another of either is embedded anew.</summary>
    private static string Digest(string[] texts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(File.ReadAllBytes(RepositoryFolder.Combine("models", "manifest.json")));
        foreach (string text in texts) hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
