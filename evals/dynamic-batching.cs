// The measurements of docs/adr/0013-dynamic-batching.md, from the root of the repository:
//   dotnet run -c Release evals/dynamic-batching.cs [JUDGED_SET_FOLDER]
// Without a folder: texts per CPU second by length and batch. With one (corpus.jsonl.gz, queries.jsonl.gz and
// qrels.tsv.gz): what batching does to the vectors and to exact search over them. In CPU time, which a busy machine
// disturbs less than the clock.
#:property RestorePackagesWithLockFile=false
#:property PublishAot=false
#:property WarningsNotAsErrors=NU1603
#:project ../libs/NeuralSearch.Inference/NeuralSearch.Inference.csproj
using System.Globalization;
using System.IO.Compression;
using System.Numerics.Tensors;
using System.Text.Json;
using NeuralSearch.Inference;

using TextModel model = TextModel.Load(ModelFolder.Find("models"), "all-MiniLM-L6-v2");
if (args.Length == 0) MeasureSpeed();
else MeasureQuality(args[0]);

double CpuSeconds() => Environment.CpuUsage.TotalTime.TotalSeconds;

void MeasureSpeed()
{
    Random random = new(1);
    foreach ((int length, int count) in ((int, int)[])
        [(16, 1), (16, 8), (16, 16), (16, 32), (32, 1), (32, 8), (64, 1), (64, 4), (64, 8),
        (128, 1), (128, 2), (128, 4), (256, 1), (256, 2), (256, 4)])
    {
        int[][] texts = [.. Enumerable.Range(0, count).Select(_ =>
            Enumerable.Range(0, length).Select(_ => random.Next(2000, 20_000)).ToArray())];
        float[] vectors = new float[count * model.Dimensions];
        model.Encode(texts, vectors);
        int done = 0;
        double start = CpuSeconds();
        while (CpuSeconds() - start < 2)
        {
            model.Encode(texts, vectors);
            done += count;
        }

        Console.WriteLine($"{length,4} tokens x {count,2}: {done / (CpuSeconds() - start),5:f0} texts/s of CPU");
    }
}

void MeasureQuality(string folder)
{
    (string Id, int[] Tokens)[] documents = Read(folder, "corpus.jsonl.gz");
    (string Id, int[] Tokens)[] queries = Read(folder, "queries.jsonl.gz");
    Dictionary<string, Dictionary<string, int>> judged = Lines(Path.Combine(folder, "qrels.tsv.gz")).Skip(1)
        .Select(line => line.Split('\t')).Where(parts => parts[2] != "0").GroupBy(parts => parts[0])
        .ToDictionary(query => query.Key, query =>
            query.ToDictionary(parts => parts[1], parts => int.Parse(parts[2], CultureInfo.InvariantCulture)));
    float[][] asked = Encode(queries, budget: 1, maxPadding: 0, sorted: true).Vectors;
    float[][]? alone = null;
    foreach ((int budget, int padding, bool sorted) in ((int, int, bool)[])
        [(1, 0, true), (256, 8, true), (512, 8, true), (512, 256, true), (512, 256, false)])
    {
        double start = CpuSeconds();
        (float[][] vectors, int batches) = Encode(documents, budget, padding, sorted);
        double rate = documents.Length / (CpuSeconds() - start);
        alone ??= vectors;
        float[] cosines = [.. alone.Zip(vectors, (a, b) => TensorPrimitives.Dot<float>(a, b)).Order()];
        double ndcg = queries.Zip(asked).Where(query => judged.ContainsKey(query.First.Id)).Average(query =>
        {
            Dictionary<string, int> gains = judged[query.First.Id];
            IEnumerable<int> top = Enumerable.Range(0, vectors.Length)
                .OrderByDescending(i => TensorPrimitives.Dot<float>(query.Second, vectors[i])).Take(10)
                .Select(i => gains.GetValueOrDefault(documents[i].Id));
            return Discounted(top) / Discounted(gains.Values.OrderDescending().Take(10));
        });
        Console.WriteLine(
            $"budget {budget,3}, padding {padding,3}, sorted {sorted,5}: nDCG@10 {ndcg:f4}, "
            + $"{rate,4:f0} texts/s of CPU, {batches,4} batches, "
            + $"cosine min {cosines[0]:f4} mean {cosines.Average():f4}");
    }
}

(float[][] Vectors, int Batches) Encode((string Id, int[] Tokens)[] texts, int budget, int maxPadding, bool sorted)
{
    int[] order = [.. Enumerable.Range(0, texts.Length).OrderBy(i => sorted ? texts[i].Tokens.Length : 0)];
    float[][] vectors = new float[texts.Length][];
    int batches = 0;
    for (int first = 0, end; first < order.Length; first = end, batches++)
    {
        int longest = texts[order[first]].Tokens.Length;
        int shortest = longest;
        for (end = first + 1; end < order.Length; end++)
        {
            int length = texts[order[end]].Tokens.Length;
            (int wider, int narrower) = (Math.Max(longest, length), Math.Min(shortest, length));
            if (wider * (end - first + 1) > budget || wider - narrower > maxPadding) break;
            (longest, shortest) = (wider, narrower);
        }

        float[] batch = new float[(end - first) * model.Dimensions];
        model.Encode([.. order[first..end].Select(i => texts[i].Tokens)], batch);
        for (int i = first; i < end; i++)
            vectors[order[i]] = batch.AsSpan((i - first) * model.Dimensions, model.Dimensions).ToArray();
    }

    return (vectors, batches);
}

(string Id, int[] Tokens)[] Read(string folder, string file) =>
    [.. Lines(Path.Combine(folder, file)).Select(line =>
    {
        using JsonDocument json = JsonDocument.Parse(line);
        string title = json.RootElement.TryGetProperty("title", out JsonElement t) ? t.GetString() + " " : "";
        string text = title + json.RootElement.GetProperty("text").GetString();
        return (json.RootElement.GetProperty("_id").GetString()!, model.Tokenizer.Encode(text, model.MaxTokens));
    })];

static double Discounted(IEnumerable<int> gains) => gains.Select((gain, rank) => gain / Math.Log2(rank + 2)).Sum();

static IEnumerable<string> Lines(string path)
{
    using StreamReader reader = new(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
    while (reader.ReadLine() is { } line) yield return line;
}
