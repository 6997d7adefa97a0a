// What a distance costs by plan and instruction set: the constants of libs/NeuralSearch.Index/Search/PlanCosts.cs.
//   dotnet run -c Release evals/plan-costs.cs
// It runs itself once for each instruction set. Rows are generated (normal clouds, seeded); one thread, CPU time, the
// least of several rounds, because another process can only add to it.
#:property RestorePackagesWithLockFile=false
#:property PublishAot=false
#:property AllowUnsafeBlocks=true
#:project ../libs/NeuralSearch.Index/NeuralSearch.Index.csproj
using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using NeuralSearch.Index;

const int RowCount = 30_000;
const int QueryCount = 40;
const int Rounds = 5;
(string Name, string? Knob)[] sets =
    [("512", null), ("256", "DOTNET_EnableAVX512"), ("128", "DOTNET_EnableAVX2"), ("scalar", "DOTNET_EnableHWIntrinsic")];
if (args.Length == 0)
{
    foreach ((string name, string? knob) in sets)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [.. Environment.GetCommandLineArgs()[1..], name]);
        if (knob is not null) start.Environment[knob] = "0";
        using Process child = Process.Start(start)!;
        child.WaitForExit();
    }

    return;
}

int width = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256
    : Vector128.IsHardwareAccelerated ? 128 : 0;
Console.WriteLine($"asked for {args[0]}, vectors of {width} bits");
double[][] costs = [Measure(96), Measure(768)];
string[] names = ["Row", "Code", "Hop", "CodeHop"];
for (int i = 0; i < names.Length; i++)
{
    double slope = (costs[1][i] - costs[0][i]) / (768 - 96);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"  {names[i],-8} {costs[0][i],7:F1} ns at 96, {costs[1][i],7:F1} ns at 768: {costs[0][i] - 96 * slope:F0} + {slope:F3} d"));
}

static double[] Measure(int dimensions)
{
    float[][] rows = Rows(dimensions);
    using VectorIndex raw = Build(rows, VectorCodes.Raw);
    using VectorIndex coded = Build(rows, VectorCodes.U8);
    PointBitmap allowed = new(RowCount);
    for (uint offset = 0; offset < RowCount; offset += 5) allowed.Add(offset);
    return
    [
        Nanoseconds(raw, rows, new SearchRequest { Allowed = allowed, Exact = true }),
        Nanoseconds(coded, rows, new SearchRequest { Allowed = allowed, Ef = 128 }),
        Nanoseconds(raw, rows, new SearchRequest { Ef = 128 }),
        Nanoseconds(coded, rows, new SearchRequest { Ef = 128 }),
    ];
}

static double Nanoseconds(VectorIndex index, float[][] rows, SearchRequest request)
{
    Neighbor[] results = new Neighbor[10];
    double least = double.MaxValue;
    for (int round = 0; round < Rounds; round++)
    {
        long distances = 0;
        double before = Environment.CpuUsage.TotalTime.TotalNanoseconds;
        for (int i = 0; i < QueryCount; i++)
        {
            index.Search(rows[i * 700], request, results, out SearchStatistics did);
            distances += did.Distances;
        }

        least = Math.Min(least, (Environment.CpuUsage.TotalTime.TotalNanoseconds - before) / distances);
    }

    return least;
}

static VectorIndex Build(float[][] rows, VectorCodes codes)
{
    VectorIndex index = new(rows[0].Length, Metric.Euclid, new HnswOptions { Codes = codes, EfConstruction = 40 });
    foreach (float[] row in rows) index.Append(row);
    while (index.IndexNext(10_000)) { }
    return index;
}

static float[][] Rows(int dimensions)
{
    Random random = new(7);
    float[][] centers = [.. Enumerable.Range(0, 200).Select(_ => Row(random, dimensions, null, 1))];
    return [.. Enumerable.Range(0, RowCount).Select(_ => Row(random, dimensions, centers[random.Next(200)], 0.5f))];
}

static float[] Row(Random random, int dimensions, float[]? center, float scale)
{
    float[] row = new float[dimensions];
    for (int i = 0; i < dimensions; i++)
        row[i] = (center is null ? 0 : center[i]) + scale * (float)(random.NextDouble() + random.NextDouble() - 1);
    return row;
}
