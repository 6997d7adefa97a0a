using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Xunit;

namespace NeuralSearch.UnitTests.Notebooks;

/// <summary>What a cell shows, as nbformat 4 has it.</summary>
public sealed class OutputTests
{
    private const string Using = "using Microsoft.DotNet.Interactive.Formatting;\n";

    [Fact]
    public async Task The_value_of_the_last_expression_is_an_execute_result()
    {
        MadeNotebook run = await MadeNotebook.RunAsync("6 * 7");

        Assert.Equal("execute_result", (string?)run.Output["output_type"]);
        Assert.Equal(1, (int?)run.Output["execution_count"]);
        Assert.Equal("""{"text/plain":["42"]}""", run.Output["data"]!.ToJsonString());
        Assert.Equal("{}", run.Output["metadata"]!.ToJsonString());
    }

    [Fact]
    public async Task What_is_displayed_is_display_data_in_its_place_among_the_lines_of_the_console()
    {
        MadeNotebook run = await MadeNotebook.RunAsync(
            "Console.WriteLine(\"one\");\nConsole.Write(\"two\");\ndisplay(HTML(\"<b>three</b>\"));\nConsole.Error.WriteLine(\"four\");");

        JsonArray outputs = run.Cells[0]!["outputs"]!.AsArray();
        Assert.Equal(["stream", "display_data", "stream"], outputs.Select(output => (string?)output!["output_type"]));
        Assert.Equal("""{"output_type":"stream","name":"stdout","text":["one\n","two"]}""", outputs[0]!.ToJsonString());
        Assert.Equal("<b>three</b>", (string?)outputs[1]!["data"]!["text/html"]![0]);
        Assert.Equal("stderr", (string?)outputs[2]!["name"]);
    }

    [Fact]
    public async Task Lines_of_other_threads_that_a_cell_started_are_the_cells()
    {
        MadeNotebook run = await MadeNotebook.RunAsync(
            "await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Console.WriteLine(i))));");

        Assert.Equal(
            Enumerable.Range(0, 20).Select(i => $"{i}\n").Order(StringComparer.Ordinal),
            run.Output["text"]!.AsArray().Select(line => (string?)line).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Notebooks_that_run_at_the_same_time_keep_their_outputs_and_formatters_apart()
    {
        MadeNotebook[] runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => MadeNotebook.RunAsync(
            $"{Using}Formatter.Register<Version>(v => \"{i}\");\nawait Task.Delay(50);\nConsole.WriteLine({i});\nnew Version(1, 0)")));

        for (int i = 0; i < runs.Length; i++)
        {
            JsonArray outputs = runs[i].Cells[0]!["outputs"]!.AsArray();
            Assert.Equal($"{i}\n", (string?)outputs[0]!["text"]![0]);
            Assert.Equal($"{i}", (string?)outputs[1]!["data"]!["text/plain"]![0]);
        }
    }

    [Fact]
    public async Task A_registered_formatter_serves_derived_types_and_preferred_types_are_shown_side_by_side()
    {
        MadeNotebook run = await MadeNotebook.RunAsync(
            Using
            + "class Animal { }\nclass Cat : Animal { public override string ToString() => \"cat\"; }\n"
            + "Formatter.Register<Animal>((a, writer) => writer.Write($\"<i>{a}</i>\"), HtmlFormatter.MimeType);\n"
            + "Formatter.SetPreferredMimeTypesFor(typeof(Animal), \"text/html\", \"text/plain\");\nnew Cat().Display();");

        Assert.Equal(
            """{"text/html":["\u003Ci\u003Ecat\u003C/i\u003E"],"text/plain":["cat"]}""", run.Output["data"]!.ToJsonString());
    }

    [Fact]
    public async Task A_value_is_shown_in_a_type_that_nobody_registered_with_an_error()
    {
        MadeNotebook run = await MadeNotebook.RunAsync("display(3, \"image/png\");");

        Assert.Contains("no formatter for 'image/png'", run.Failure!.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_kept_as_json()
    {
        MadeNotebook run = await MadeNotebook.RunAsync(
            $"{Using}Formatter.Register<Version>(v => \"{{\\\"major\\\": 3}}\", \"application/json\");\n"
            + "display(new Version(3, 0), \"application/json\");");

        Assert.Equal(3, (int?)run.Output["data"]!["application/json"]!["major"]);
    }

    [Fact]
    public async Task A_plot_is_one_string_of_base64_that_is_a_png_of_the_right_size()
    {
        MadeNotebook run = await MadeNotebook.RunAsync(
            "#r \"nuget: ScottPlot\"\n#r \"NeuralSearch.Notebooks.Library.dll\"\n"
            + Using
            + "Formatter.Register<ScottPlot.Plot>((p, w) => w.Write(NeuralSearch.Notebooks.Library.Picture.ToPng(p)), \"image/png\");\n"
            + "Formatter.SetPreferredMimeTypesFor(typeof(ScottPlot.Plot), \"image/png\");\n"
            + "NeuralSearch.Notebooks.Library.Picture.Bars([(\"a\", 1.0), (\"b\", 2.0)], \"Bars\", \"up\")");

        Assert.Null(run.Failure);
        byte[] png = Convert.FromBase64String((string)run.Output["data"]!["image/png"]!);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        Assert.Equal(720, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Assert.Equal(400, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
        Assert.Equal("IEND"u8, png.AsSpan(png.Length - 8, 4));
    }
}
