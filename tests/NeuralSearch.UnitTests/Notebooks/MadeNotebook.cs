using System.Text;
using System.Text.Json.Nodes;
using NeuralSearch.Notebooks.Documents;
using NeuralSearch.Notebooks.Execution;
using Xunit;

namespace NeuralSearch.UnitTests.Notebooks;

/// <summary>A notebook of a test, run in this process, and what the run left in its file.</summary>
internal sealed class MadeNotebook
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private MadeNotebook(JsonArray cells, CellFailure? failure) => (Cells, Failure) = (cells, failure);

    /// <summary>The cells of the file after the run.</summary>
    public JsonArray Cells { get; }

    /// <summary>The cell that failed, or null.</summary>
    public CellFailure? Failure { get; }

    /// <summary>The only output of the only cell.</summary>
    public JsonNode Output => Assert.Single(Assert.Single(Cells)!["outputs"]!.AsArray())!;

    public static Task<MadeNotebook> RunAsync(params string[] cells) => RunAsync(cells, folder: Path.GetTempPath());

    public static async Task<MadeNotebook> RunAsync(
        string[] cells, string folder, TimeSpan? limit = null, Dictionary<string, string>? settings = null)
    {
        var run = new NotebookRun(Notebook.Parse(File(cells)), folder, settings ?? [], limit ?? Limit);
        CellFailure? failure = await run.RunAsync();
        return new MadeNotebook(JsonNode.Parse(run.File)!["cells"]!.AsArray(), failure);
    }

    /// <summary>The bytes of a notebook with code cells; a cell that begins with <c>//parameters</c> gets that tag.</summary>
    public static byte[] File(params string[] cells)
    {
        var notebook = new JsonObject
        {
            ["cells"] = new JsonArray([.. cells.Select(Cell)]),
            ["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["name"] = ".net-csharp" } },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 4,
        };
        return Encoding.UTF8.GetBytes(notebook.ToJsonString());
    }

    private static JsonNode Cell(string source) => new JsonObject
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["metadata"] = source.StartsWith("//parameters", StringComparison.Ordinal)
            ? new JsonObject { ["tags"] = new JsonArray("parameters") }
            : new JsonObject(),
        ["outputs"] = new JsonArray(),
        ["source"] = source,
    };
}
