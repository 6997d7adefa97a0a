using System.Text.Json.Nodes;
using NeuralSearch.Notebooks.Documents;
using NeuralSearch.Notebooks.Execution;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Notebooks;

/// <summary>The notebooks of the repository as files; CI runs all of them, one runs here.</summary>
public sealed class CommittedNotebookTests
{
    private const int MostBytes = 400_000;

    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Repository.Combine("notebooks"), "*.ipynb").Select(path => Path.GetFileName(path)).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_notebook_is_one_for_Jupyter_with_all_cells_run_and_none_failed(string name)
    {
        byte[] file = await ReadAsync(name);

        JsonNode notebook = JsonNode.Parse(file)!;
        Assert.True(file.Length < MostBytes, $"{file.Length} bytes");
        Assert.Equal((4, 5), ((int)notebook["nbformat"]!, (int)notebook["nbformat_minor"]!));
        Assert.Equal(".net-csharp", (string?)notebook["metadata"]!["kernelspec"]!["name"]);
        JsonArray cells = notebook["cells"]!.AsArray();
        Assert.Equal(cells.Count, cells.Select(cell => (string)cell!["id"]!).Distinct().Count());
        JsonNode[] code = [.. cells.Where(cell => (string?)cell!["cell_type"] == "code").Select(cell => cell!)];
        Assert.Equal(Enumerable.Range(1, code.Length), code.Select(cell => (int)cell["execution_count"]!));
        IEnumerable<JsonNode?> outputs = code.SelectMany(cell => cell["outputs"]!.AsArray());
        Assert.DoesNotContain(outputs, output => (string?)output!["output_type"] == "error");
        Assert.Contains(outputs, output => output!["data"]?["image/png"] is not null);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_notebook_refers_to_the_published_library_and_takes_its_target_from_outside(string name)
    {
        Notebook notebook = Notebook.Parse(await ReadAsync(name));

        Assert.StartsWith(
            "#r \"../artifacts/notebooks/NeuralSearch.Notebooks.Library.dll\"\n", notebook.Cells[0].Source,
            StringComparison.Ordinal);
        CodeCell parameters = Assert.Single(notebook.Cells, cell => cell.IsParameters);
        Assert.Contains("var target = Settings.Read(\"target\", \"in-process\");", parameters.Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_notebook_finds_films_in_process()
    {
        Notebook notebook = Notebook.Parse(await ReadAsync("01-first-search.ipynb"));
        var settings = new Dictionary<string, string> { ["target"] = "in-process", ["rows"] = "120" };
        var run = new NotebookRun(notebook, Repository.Combine("notebooks"), settings, TimeSpan.FromMinutes(5));

        CellFailure? failure = await run.RunAsync();

        Assert.True(failure is null, $"{failure}");
        string[] lines = [.. Outputs(run.File, "stream").SelectMany(output => output["text"]!.AsArray()).Select(line => (string)line!)];
        Assert.Contains(lines, line => line.StartsWith("120 texts of ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("Scan, ", StringComparison.Ordinal));
    }

    private static IEnumerable<JsonNode> Outputs(byte[] file, string type) =>
        JsonNode.Parse(file)!["cells"]!.AsArray()
            .SelectMany(cell => cell!["outputs"]?.AsArray() ?? [])
            .Where(output => (string?)output!["output_type"] == type)
            .Select(output => output!);

    private static Task<byte[]> ReadAsync(string name) =>
        File.ReadAllBytesAsync(Repository.Combine("notebooks", name), TestContext.Current.CancellationToken);
}
