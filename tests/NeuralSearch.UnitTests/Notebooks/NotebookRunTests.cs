using System.Text.Json.Nodes;
using NeuralSearch.Notebooks.Execution;
using NeuralSearch.Testing;
using Xunit;

namespace NeuralSearch.UnitTests.Notebooks;

public sealed class NotebookRunTests
{
    [Fact]
    public async Task A_cell_sees_the_variables_types_and_usings_of_those_before_it()
    {
        MadeNotebook run = await MadeNotebook.RunAsync(
            "using System.Globalization;\nrecord Pair(int A, int B);\nvar pair = new Pair(3, 4);",
            "pair = pair with { B = 5 };",
            "string.Create(CultureInfo.InvariantCulture, $\"{pair.A * pair.B}\")");

        Assert.Null(run.Failure);
        Assert.Equal([1, 2, 3], run.Cells.Select(cell => (int)cell!["execution_count"]!));
        Assert.Equal("15", (string?)run.Cells[2]!["outputs"]![0]!["data"]!["text/plain"]![0]);
    }

    [Fact]
    public async Task A_failing_cell_is_named_with_its_source_and_line_and_ends_the_run()
    {
        MadeNotebook run = await MadeNotebook.RunAsync(
            "int Half(int x) => x % 2 == 0 ? x / 2 : throw new ArgumentException($\"{x} is odd\");",
            "Console.WriteLine(Half(4));\nHalf(3);",
            "Console.WriteLine(\"never\");");

        Assert.Equal(2, run.Failure!.Cell.Number);
        string report = run.Failure.ToString();
        Assert.Contains("Cell 2 failed: ArgumentException: 3 is odd", report, StringComparison.Ordinal);
        Assert.Contains("2 | Half(3);", report, StringComparison.Ordinal);
        Assert.Contains("cell 2:line 2", report, StringComparison.Ordinal);
        Assert.DoesNotContain(" at Microsoft.CodeAnalysis", report, StringComparison.Ordinal);
        Assert.Equal(["stream", "error"], run.Cells[1]!["outputs"]!.AsArray().Select(o => (string?)o!["output_type"]));
        JsonNode error = run.Cells[1]!["outputs"]![1]!;
        Assert.Equal("ArgumentException", (string?)error["ename"]);
        Assert.Equal("3 is odd", (string?)error["evalue"]);
        Assert.True(error["traceback"]!.AsArray().Count > 1);
        Assert.Null(run.Cells[2]!["execution_count"]);
        Assert.Empty(run.Cells[2]!["outputs"]!.AsArray());
    }

    [Fact]
    public async Task A_cell_that_does_not_compile_tells_the_line_and_the_error()
    {
        MadeNotebook run = await MadeNotebook.RunAsync("var a = 1;\nvar b = a + missing;");

        Assert.Equal(nameof(Microsoft.CodeAnalysis.Scripting.CompilationErrorException), run.Failure!.Error.Name);
        Assert.Contains("(2,13): error CS0103", string.Join('\n', run.Failure.Error.Traceback), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("while (true) { System.Threading.Thread.Sleep(50); }")]
    [InlineData("await Task.Delay(-1);")]
    public async Task A_cell_that_takes_too_long_fails_whether_it_awaits_or_not(string endless)
    {
        MadeNotebook run = await MadeNotebook.RunAsync([endless], Path.GetTempPath(), TimeSpan.FromSeconds(3));

        Assert.Equal(nameof(CellTimeoutException), run.Failure!.Error.Name);
        Assert.Contains("within 3 s", run.Failure.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!share --from fsharp x", "'#!share --from fsharp x'")]
    [InlineData("var x = 1;\n#!javascript", "'#!javascript'")]
    [InlineData("#!import nowhere.csx", "nowhere.csx")]
    [InlineData("#!import notes.txt", ".txt")]
    public async Task A_magic_command_that_is_not_there_is_an_error(string code, string named)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "notes.txt"), "");

        MadeNotebook run = await MadeNotebook.RunAsync([code], folder.Path);

        Assert.Equal(nameof(MagicCommandException), run.Failure!.Error.Name);
        Assert.Contains(named, run.Failure.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_looks_like_a_magic_command_in_a_string_is_text()
    {
        MadeNotebook run = await MadeNotebook.RunAsync("\"\"\"\n#!share\n#r \"nuget: Nothing\"\n\"\"\"");

        Assert.Null(run.Failure);
        Assert.Equal("#!share\n", (string?)run.Output["data"]!["text/plain"]![0]);
    }

    [Fact]
    public async Task Another_notebook_and_a_script_are_imported_in_their_place()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(
            Path.Combine(folder.Path, "other.ipynb"), MadeNotebook.File("var log = \"a\";", "log += \"b\";"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "more.csx"), "log += \"d\";");

        MadeNotebook run = await MadeNotebook.RunAsync(
            ["#!import other.ipynb\nlog += \"c\";\n#!import \"more.csx\"\nlog += \"e\";\nlog"], folder.Path);

        Assert.Null(run.Failure);
        Assert.Equal("abcde", (string?)run.Output["data"]!["text/plain"]![0]);
    }

    [Fact]
    public async Task A_notebook_that_imports_itself_is_an_error()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "circle.csx"), "#!import circle.csx");

        MadeNotebook run = await MadeNotebook.RunAsync(["#!import circle.csx"], folder.Path);

        Assert.Contains("'circle.csx' imports itself", run.Failure!.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_replaces_the_value_of_a_parameter_in_its_type()
    {
        MadeNotebook run = await MadeNotebook.RunAsync(
            ["//parameters\nvar target = \"here\";\nvar rows = 10;\nvar share = 0.5;", "$\"{target} {rows + 1} {share * 2}\""],
            Path.GetTempPath(),
            settings: new() { ["target"] = "http://127.0.0.1:6334", ["rows"] = "20", ["share"] = "0.25" });

        Assert.Null(run.Failure);
        Assert.Equal("http://127.0.0.1:6334 21 0.5", (string?)run.Cells[1]!["outputs"]![0]!["data"]!["text/plain"]![0]);
    }

    [Theory]
    [InlineData("size", "3", "no variable 'size'; it has rows")]
    [InlineData("rows", "many", "'rows' is of type Int32, which 'many' is not")]
    public async Task A_setting_that_no_parameter_takes_is_an_error(string name, string value, string said)
    {
        MadeNotebook run = await MadeNotebook.RunAsync(
            ["//parameters\nvar rows = 10;"], Path.GetTempPath(), settings: new() { [name] = value });

        Assert.Contains(said, run.Failure!.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_for_a_notebook_without_parameters_is_an_error()
    {
        SettingException error = await Assert.ThrowsAsync<SettingException>(() => MadeNotebook.RunAsync(
            ["var rows = 10;"], Path.GetTempPath(), settings: new() { ["rows"] = "20" }));

        Assert.Contains("no cell of the notebook has the tag 'parameters'", error.Message, StringComparison.Ordinal);
    }
}
