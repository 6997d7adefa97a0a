using NeuralSearch.Evals.Record;
using NeuralSearch.Evals.Reports;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Evals.Record;

public sealed class ResultsFolderTests : IDisposable
{
    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G'];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_report_tells_the_last_run_of_each_set_and_keeps_all_runs()
    {
        await AppendAsync(Run("glove", day: 1, ratio: 1.11));
        await AppendAsync(Run("text", day: 2, ratio: 2.22));
        await AppendAsync(Run("glove", day: 3, ratio: 3.33));

        string report = await File.ReadAllTextAsync(
            _folder.Combine("REPORT.md"), TestContext.Current.CancellationToken);

        Assert.Contains("| neuralsearch (hnsw f32, M 16, efConstruction 100) | 500 | 7.0 | 1000 | 3.33 | 4.00 | never | | |",
            report, StringComparison.Ordinal);
        Assert.Contains("2.22", report, StringComparison.Ordinal);
        Assert.DoesNotContain("1.11", report, StringComparison.Ordinal);
        Assert.Equal(9, File.ReadLines(_folder.Combine("ann.jsonl")).Count());
        foreach (string set in (string[])["glove", "text"])
            Assert.Equal(PngSignature, File.ReadAllBytes(_folder.Combine($"ann-{set}.png"))[..4]);
    }

    private Task AppendAsync(IReadOnlyList<Measurement> run) =>
        ResultsFolder.AppendAsync(_folder.Path, run, TestContext.Current.CancellationToken);

    private static Measurement[] Run(string data, int day, double ratio)
    {
        var measurement = new Measurement
        {
            Suite = "ann",
            Case = "build",
            Data = data,
            Kind = "hnsw f32",
            Params = new() { ["m"] = 16, ["efConstruction"] = 100, ["threads"] = 1 },
            BytesPerVector = 500,
            BuildCpuSeconds = 7,
            Env = MachineDescription.Current with { Utc = new DateTime(2030, 1, day, 0, 0, 0, DateTimeKind.Utc) },
        };
        Measurement search = measurement with { Case = "search", Recall = 0.96, Qps = 900 };
        Measurement atRecall = measurement with
        {
            Case = "search at equal recall",
            Recall = 0.95,
            Qps = 1_000,
            RatioToReference = ratio,
            CpuRatioToReference = 4,
        };
        return [measurement, search, atRecall];
    }
}
