using System.Text.Json.Nodes;
using Grpc.Net.Client;
using NeuralSearch.Contracts.Qdrant;
using NeuralSearch.Testing;

namespace NeuralSearch.IntegrationTests.Notebooks;

/// <summary>The runner as a process, and a notebook against a node as a process.</summary>
public sealed class NotebookRunnerTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_notebook_runs_against_a_node_and_takes_its_collection_away()
    {
        await using StandaloneProcess node = await StandaloneProcess.StartAsync(_folder.Path, "--no-sample");
        string notebook = Repository.Combine("notebooks", "01-first-search.ipynb");
        byte[] before = await File.ReadAllBytesAsync(notebook);

        await using ChildProcess runner = Start(
            notebook, "--check", "--set", $"target=http://127.0.0.1:{node.GrpcPort}", "--set", "rows=120");
        int exitCode = await runner.WaitForExitAsync(Limit);

        Assert.True(exitCode == 0, runner.Describe());
        Assert.Empty(await CollectionsOfAsync(node));
        Assert.Equal(before, await File.ReadAllBytesAsync(notebook));
    }

    [Fact]
    public async Task A_notebook_that_fails_against_a_node_leaves_no_collection_and_is_reported_with_its_cell()
    {
        await using StandaloneProcess node = await StandaloneProcess.StartAsync(_folder.Path, "--no-sample");
        string notebook = WriteNotebook(
            "#r \"NeuralSearch.Notebooks.Library.dll\"\n"
            + "using NeuralSearch.Notebooks.Library;\n"
            + $"var target = await SearchTarget.OpenAsync(\"http://127.0.0.1:{node.GrpcPort}\", 2);\n"
            + "await target.AddAsync([[0f, 1f], [1f, 0f]], []);\n"
            + "Console.WriteLine((await target.SearchAsync([1f, 0f], 1)).Hits[0]);",
            "throw new InvalidOperationException(\"on purpose\");");

        await using ChildProcess runner = Start(notebook);
        int exitCode = await runner.WaitForExitAsync(Limit);

        Assert.Equal(1, exitCode);
        Assert.Contains("Cell 2 failed: InvalidOperationException: on purpose", runner.Error, StringComparison.Ordinal);
        Assert.Contains("1 | throw new", runner.Error, StringComparison.Ordinal);
        Assert.Contains("cell 2:line 1", runner.Error, StringComparison.Ordinal);
        Assert.Empty(await CollectionsOfAsync(node));
        JsonArray cells = JsonNode.Parse(await File.ReadAllTextAsync(notebook))!["cells"]!.AsArray();
        Assert.Equal("Hit { Id = 1, Score = 1 }\n", (string?)cells[0]!["outputs"]![0]!["text"]![0]);
        Assert.Equal("error", (string?)cells[1]!["outputs"]![0]!["output_type"]);
    }

    [Theory]
    [InlineData("--check")]
    [InlineData("--check", "--timeout", "60")]
    public async Task With_check_the_file_stays_as_it_was_whether_a_cell_fails_or_not(params string[] options)
    {
        string good = WriteNotebook("Console.WriteLine(1);"), bad = WriteNotebook("throw new Exception();");
        string[] before = [await File.ReadAllTextAsync(good), await File.ReadAllTextAsync(bad)];

        await using ChildProcess runner = Start([good, bad, .. options]);
        int exitCode = await runner.WaitForExitAsync(Limit);

        Assert.Equal(1, exitCode);
        string[] after = [await File.ReadAllTextAsync(good), await File.ReadAllTextAsync(bad)];
        Assert.Equal(before, after);
    }

    [Theory]
    [InlineData("it takes NAME=VALUE", "--set", "rows")]
    [InlineData("it takes 1 to 86400 seconds", "--timeout", "0")]
    public async Task A_wrong_option_is_refused_before_anything_runs(string said, params string[] options)
    {
        await using ChildProcess runner = Start([WriteNotebook("Console.WriteLine(1);"), .. options]);
        int exitCode = await runner.WaitForExitAsync(Limit);

        Assert.Equal(1, exitCode);
        Assert.Contains(said, runner.Error, StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<string>> CollectionsOfAsync(StandaloneProcess node)
    {
        using GrpcChannel channel = LoopbackChannel.To(node.GrpcPort);
        ListCollectionsResponse list = await new Collections.CollectionsClient(channel)
            .ListAsync(new ListCollectionsRequest(), deadline: DateTime.UtcNow.AddSeconds(30));
        return list.Collections.Select(collection => collection.Name);
    }

    private static ChildProcess Start(params string[] arguments) => ChildProcess.Start(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "NeuralSearch.Notebooks.dll"), .. arguments]);

    private string WriteNotebook(params string[] cells)
    {
        var notebook = new JsonObject
        {
            ["cells"] = new JsonArray([.. cells.Select(source => (JsonNode)new JsonObject
            {
                ["cell_type"] = "code",
                ["execution_count"] = null,
                ["metadata"] = new JsonObject(),
                ["outputs"] = new JsonArray(),
                ["source"] = source,
            })]),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 4,
        };
        string path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.ipynb");
        File.WriteAllText(path, notebook.ToJsonString());
        return path;
    }
}
