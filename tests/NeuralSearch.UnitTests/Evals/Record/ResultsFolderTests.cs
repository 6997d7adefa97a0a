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
        await AppendAsync(Samples.Ann("glove", day: 1, ratio: 1.11));
        await AppendAsync(Samples.Ann("text", day: 2, ratio: 2.22));
        await AppendAsync(Samples.Ann("glove", day: 3, ratio: 3.33));

        string report = await ReadAsync();

        Assert.Contains(
            "| neuralsearch (hnsw f32, M 16, efConstruction 100) | 500 | 400 | 100 | 7.0 | 0.30 | 1000 | 3.33 | 4.00 | never |  |  |",
            report, StringComparison.Ordinal);
        Assert.Contains("2.22", report, StringComparison.Ordinal);
        Assert.DoesNotContain("1.11", report, StringComparison.Ordinal);
        Assert.Equal(12, File.ReadLines(_folder.Combine("ann.jsonl")).Count());
        foreach (string set in (string[])["glove", "text"])
        {
            AssertPicture($"ann-{set}-recall.png");
            AssertPicture($"ann-{set}-memory.png");
        }
    }

    [Fact]
    public async Task A_section_says_what_its_figures_must_be_read_with()
    {
        await AppendAsync(Samples.Ann("glove", day: 1, ratio: 2));

        string report = await ReadAsync();

        Assert.Contains("- data: words; 1000 x 100, Cosine; seed 42", report, StringComparison.Ordinal);
        Assert.Contains("- command: `evals ann --record`", report, StringComparison.Ordinal);
        Assert.Contains($"- machine: {MachineDescription.Current.Cpu}, ", report, StringComparison.Ordinal);
        Assert.Contains("random rows of 768 bytes: 7.5 GB/s", report, StringComparison.Ordinal);
        Assert.Contains("others took 0.25 of the machine's CPU time", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_suite_has_a_file_a_section_and_its_pictures()
    {
        await AppendAsync(
        [
            .. Samples.Filtered("text768", day: 1), .. Samples.Loading("text768", day: 1),
            .. Samples.Updates("text768", day: 1),
        ]);

        string report = await ReadAsync();

        Assert.Contains(
            "| far 20 % | 200 | neuralsearch | 0.970 | 1.000 | 900 | 850 | 1700 | 1.20 | 0.50 | 20.0 | FilteredGraph 1.00 |",
            report, StringComparison.Ordinal);
        Assert.Contains("| loading | 10.0 | 500 | 900 | 1500 | 3000 | 1.80 | 1.5 | 3 | 1.25 | 0.990 | 0.98 |",
            report, StringComparison.Ordinal);
        Assert.Contains("| neuralsearch | build | 100 | 2.0 | 1.5 | 150 | 0.45 |", report, StringComparison.Ordinal);
        Assert.Contains("| refilled | 0.9600 / 70 | 0.9760 / 70 |", report, StringComparison.Ordinal);
        AssertPicture("filtered-text768-cells.png");
        AssertPicture("loading-text768-latency.png");
        Assert.Equal(3, Directory.GetFiles(_folder.Path, "*.jsonl").Length);
    }

    [Fact]
    public async Task The_report_can_be_written_anew_from_the_files_alone()
    {
        await AppendAsync(Samples.Ann("glove", day: 1, ratio: 2));
        string first = await ReadAsync();
        File.Delete(_folder.Combine("REPORT.md"));

        await ResultsFolder.WriteReportAsync(_folder.Path, TestContext.Current.CancellationToken);

        Assert.Equal(first, await ReadAsync());
    }

    private Task AppendAsync(IReadOnlyList<Measurement> run) =>
        ResultsFolder.AppendAsync(_folder.Path, run, TestContext.Current.CancellationToken);

    private Task<string> ReadAsync() =>
        File.ReadAllTextAsync(_folder.Combine("REPORT.md"), TestContext.Current.CancellationToken);

    private void AssertPicture(string name) =>
        Assert.Equal(PngSignature, File.ReadAllBytes(_folder.Combine(name))[..4]);
}
