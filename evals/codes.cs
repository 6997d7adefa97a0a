// The measurements of docs/adr/0022-eight-bit-codes.md, 0023-sketches.md and 0028-row-types.md, from the root of the
// repository:
//   dotnet run -c Release evals/codes.cs BASE QUERY [ROWS] [DIMENSIONS] [Cosine|Euclid|Manhattan] [CODES,ROWS/CODES…]
// BASE and QUERY: .fbin and .u8bin (two int32 n and d, then n·d float32 or bytes) or .idx3-ubyte of MNIST's kind. It
// builds an index for every kind of codes and asks all in interleaved rounds, one thread, in CPU time, which a busy
// machine disturbs less than the clock.
#:property RestorePackagesWithLockFile=false
#:property PublishAot=false
#:property AllowUnsafeBlocks=true
#:project ../libs/NeuralSearch.Index/NeuralSearch.Index.csproj
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using NeuralSearch.Index;

const int Rounds = 3;
const int MaxQueries = 500;
int[] beams = [12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024];
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: codes.cs BASE QUERY [ROWS] [DIMENSIONS] [METRIC] [CODES,ROWS/CODES…]");
    return 2;
}

int maxRows = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : int.MaxValue;
int maxDimensions = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : int.MaxValue;
Metric metric = args.Length > 4 ? Enum.Parse<Metric>(args[4]) : Metric.Cosine;
float[][] rows = Read(args[0], maxRows, maxDimensions, metric);
float[][] queries = Read(args[1], MaxQueries, maxDimensions, metric);
string[] kinds = args.Length > 5 ? args[5].Split(',')
    : metric == Metric.Manhattan ? ["Raw", "U8"]
    : ["Raw", "U8", "Bits4", "Bits1"];
VectorIndex[] indexes = [.. kinds.Select(Build)];
float[] farthest = [.. queries.Select(query =>
{
    Neighbor[] results = new Neighbor[Curve.K];
    indexes[0].Search(query, new SearchRequest { Exact = true }, results);
    return results[^1].Distance;
})];

Curve[] curves = [.. indexes.Select(index => new Curve(index))];
for (int round = 0; round < Rounds; round++)
{
    foreach (int beam in beams)
        foreach (Curve curve in curves) curve.Measure(queries, farthest, beam);
}

foreach (int beam in beams)
    Console.WriteLine($"ef {beam,4}  {string.Join("  ", curves.Select(curve => curve.At(beam)))}");
foreach (double target in (double[])[0.95, 0.99])
{
    double first = curves[0].MicrosecondsAt(target);
    Console.WriteLine($"recall {target}: " + string.Join(", ", curves.Zip(kinds, (curve, kind) => string.Create(
        CultureInfo.InvariantCulture,
        $"{kind} {1e6 / curve.MicrosecondsAt(target):F0} a CPU s ({first / curve.MicrosecondsAt(target):F2}x)"))));
}

foreach (VectorIndex index in indexes) index.Dispose();
return 0;

VectorIndex Build(string kind)
{
    string[] names = kind.Contains('/', StringComparison.Ordinal) ? kind.Split('/') : [nameof(RowType.Float32), kind];
    HnswOptions options = new() { Codes = Enum.Parse<VectorCodes>(names[1]) };
    VectorIndex index = new(rows[0].Length, metric, options, Enum.Parse<RowType>(names[0]));
    foreach (float[] row in rows) index.Append(row);
    double before = CpuMicroseconds();
    while (index.IndexNext(10_000)) { }
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{rows.Length} x {rows[0].Length} {metric} {kind}: built in {(CpuMicroseconds() - before) / 1e6:F1} CPU s, " +
        $"{(double)index.NativeBytes / rows.Length:F0} bytes a row"));
    return index;
}

static double CpuMicroseconds() => Environment.CpuUsage.TotalTime.TotalMicroseconds;

static float[][] Read(string path, int maxRows, int maxDimensions, Metric metric)
{
    using FileStream file = File.OpenRead(path);
    bool isImages = path.EndsWith(".idx3-ubyte", StringComparison.Ordinal);
    int[] header = new int[isImages ? 4 : 2];
    file.ReadExactly(MemoryMarshal.AsBytes(header.AsSpan()));
    if (isImages) BinaryPrimitives.ReverseEndianness(header, header);
    (int count, int dimensions) = isImages ? (header[1], header[2] * header[3]) : (header[0], header[1]);
    float[][] rows = new float[Math.Min(maxRows, count)][];
    float[] row = new float[dimensions];
    byte[] bytes = new byte[dimensions];
    for (int i = 0; i < rows.Length; i++)
    {
        if (path.EndsWith(".fbin", StringComparison.Ordinal))
        {
            file.ReadExactly(MemoryMarshal.AsBytes(row.AsSpan()));
        }
        else
        {
            file.ReadExactly(bytes);
            for (int j = 0; j < row.Length; j++) row[j] = bytes[j];
        }

        rows[i] = row[..Math.Min(maxDimensions, row.Length)];
        if (metric == Metric.Cosine) VectorMath.Normalize(rows[i]);
    }

    return rows;
}

/// <summary>Recall by distance and the best of the rounds, by beam.</summary>
internal sealed class Curve(VectorIndex index)
{
    public const int K = 10;
    private readonly SortedDictionary<int, (double Recall, double Microseconds, SearchStatistics Last)> _points = [];

    public void Measure(float[][] queries, float[] farthest, int beam)
    {
        Neighbor[] results = new Neighbor[K];
        SearchStatistics statistics = default;
        SearchRequest request = new() { Ef = beam };
        int near = 0;
        double before = Environment.CpuUsage.TotalTime.TotalMicroseconds;
        foreach (float[] query in queries) index.Search(query, request, results, out statistics);
        double time = (Environment.CpuUsage.TotalTime.TotalMicroseconds - before) / queries.Length;
        for (int i = 0; i < queries.Length; i++)
        {
            index.Search(queries[i], request, results);
            near += results.Count(result => result.Distance <= farthest[i]);
        }

        double best = _points.TryGetValue(beam, out var point) ? Math.Min(point.Microseconds, time) : time;
        _points[beam] = (near / (double)(queries.Length * K), best, statistics);
    }

    public string At(int beam)
    {
        (double recall, double time, SearchStatistics last) = _points[beam];
        return string.Create(CultureInfo.InvariantCulture,
            $"{index.RowType}/{index.Codes} {recall:F4} {time,7:F1} µs {last.Reranked,4}");
    }

    /// <summary>Microseconds at a recall, between the beams on either side; NaN if no beam reaches it.</summary>
    public double MicrosecondsAt(double target)
    {
        (double recall, double time) = (0, 0);
        foreach ((double nextRecall, double nextTime, _) in _points.Values)
        {
            if (nextRecall >= target)
                return time == 0 ? nextTime : time + (nextTime - time) * (target - recall) / (nextRecall - recall);
            (recall, time) = (nextRecall, nextTime);
        }

        return double.NaN;
    }
}
