using NeuralSearch.Index;

namespace NeuralSearch.Evals.Ann.Data;

/// <summary>The data sets by name, with the sizes of the project's yardstick.</summary>
internal static class VectorSets
{
    private const int Text768Rows = 200_000;
    private const int Text768Queries = 1_000;
    private const string Images = "/usr/share/datasets/fashion-mnist";

    public static IReadOnlyList<string> Names { get; } =
        ["glove-100-cos", "sift-flowers-128", "fashion-mnist-784", "text768", "wordnet-384"];

    /// <summary>What is measured when no data is named.</summary>
    public static IReadOnlyList<string> Defaults { get; } = ["glove-100-cos", "fashion-mnist-784", "text768"];

    /// <summary>Why the set cannot be read here and what to do about it, or null if it can.</summary>
    public static string? WhyAbsent(string name) => name switch
    {
        "text768" => null,
        "fashion-mnist-784" => Directory.Exists(Images)
            ? null
            : $"{name} is absent: apt-get install dataset-fashion-mnist",
        "wordnet-384" => File.Exists(WordNetGlosses.Source)
            ? null
            : $"{name} is absent: it is embedded from {WordNetGlosses.Source}",
        "glove-100-cos" => Missing(name, Shared("glove-100-cos")),
        "sift-flowers-128" => Missing(name, Shared("sift-flowers-128-l2")),
        _ => throw new ArgumentException($"There is no data '{name}'; there is {string.Join(", ", Names)}."),
    };

    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="limit">At most so many rows, or null for all.</param>
    /// <param name="queries">At most so many queries.</param>
    public static VectorSet Load(string name, int? limit, int queries)
    {
        if (WhyAbsent(name) is { } reason) throw new FileNotFoundException(reason);
        return name switch
        {
            "glove-100-cos" => Glove(limit),
            "sift-flowers-128" => Sift(limit),
            "fashion-mnist-784" => Fashion(limit),
            "text768" => TextLike(limit, queries),
            _ => WordNetGlosses.Load(limit, queries),
        } is { } set
            ? set.Take(limit, queries)
            : throw new InvalidOperationException(name);
    }

    private static VectorSet Glove(int? limit) => new VectorSet
    {
        Name = "glove-100-cos",
        Origin = "GloVe 6B word vectors, 100 000 commonest words",
        Metric = Metric.Cosine,
        Base = VectorFiles.ReadFloats(Path.Combine(Shared("glove-100-cos"), "base.fbin"), limit),
        Queries = VectorFiles.ReadFloats(Path.Combine(Shared("glove-100-cos"), "query.fbin")),
        GivenTruth = limit is null or >= 100_000
            ? VectorFiles.ReadTruth(Path.Combine(Shared("glove-100-cos"), "gt100.cos.ibin"))
            : null,
    }.Normalize();

    private static VectorSet Sift(int? limit) => new()
    {
        Name = "sift-flowers-128",
        Origin = "SIFT descriptors of flower photographs",
        Metric = Metric.Euclid,
        Base = VectorFiles.ReadBytes(Path.Combine(Shared("sift-flowers-128-l2"), "base.u8bin"), limit),
        Queries = VectorFiles.ReadBytes(Path.Combine(Shared("sift-flowers-128-l2"), "query.u8bin")),
        GivenTruth = limit is null or >= 120_000
            ? VectorFiles.ReadTruth(Path.Combine(Shared("sift-flowers-128-l2"), "gt100.l2.ibin"))
            : null,
    };

    private static VectorSet Fashion(int? limit)
    {
        string truth = Path.Combine(Shared("fashion-mnist-784-l2"), "gt100.l2.ibin");
        return new VectorSet
        {
            Name = "fashion-mnist-784",
            Origin = "images of clothes, Debian's dataset-fashion-mnist",
            Metric = Metric.Euclid,
            Base = VectorFiles.ReadImages(Path.Combine(Images, "train-images-idx3-ubyte.gz"), limit),
            Queries = VectorFiles.ReadImages(Path.Combine(Images, "t10k-images-idx3-ubyte.gz")),
            GivenTruth = limit is null or >= 60_000 && File.Exists(truth) ? VectorFiles.ReadTruth(truth) : null,
        };
    }

    private static VectorSet TextLike(int? limit, int queries)
    {
        var generator = new TextLikeVectors(dimensions: 768, rank: 96, topics: 4_000, seed: 42);
        return new VectorSet
        {
            Name = "text768",
            Origin = "generated in the shape of text embeddings, seed 42",
            Metric = Metric.Cosine,
            Base = generator.Rows(0, Math.Min(limit ?? Text768Rows, Text768Rows)),
            Queries = generator.Rows(Text768Rows, Math.Min(queries, Text768Queries)),
        };
    }

    private static string? Missing(string name, string folder) =>
        Directory.Exists(folder) ? null : $"{name} is absent: it is read from {folder}";

    private static string Shared(string folder) => RepositoryFolder.Shared("data", "vectors", folder);
}
