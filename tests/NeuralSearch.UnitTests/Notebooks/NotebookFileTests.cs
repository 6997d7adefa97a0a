using System.Text;
using System.Text.Json.Nodes;
using NeuralSearch.Notebooks.Documents;
using Xunit;

namespace NeuralSearch.UnitTests.Notebooks;

public sealed class NotebookFileTests
{
    /// <summary>Numbers, escapes, order and layout that a serializer would write in another way.</summary>
    private const string Odd = """
        {
         "nbformat": 4,   "nbformat_minor": 5,
         "metadata": {"kernelspec": {"name": ".net-csharp"}, "ratio": 1.50, "escaped": "\u00e9\/", "raw": "é😀"},
         "cells": [
          {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "text \u2192 text"},
          {
           "cell_type": "code",
           "id": "b",
           "outputs": [{"output_type": "stream", "name": "stdout", "text": "old"}],
           "metadata": {"tags": [ ]},
           "source": ["1\n", "+ 1"],
           "execution_count": 7
          },
          {"id": "c", "execution_count": null, "source": "", "outputs": [], "metadata": {}, "cell_type": "code"}
         ]
        }

        """;

    [Theory]
    [InlineData("\n", "")]
    [InlineData("\r\n", "")]
    [InlineData("\n", "\uFEFF")]
    public void All_but_outputs_and_counts_stays_as_it_is_to_the_byte(string lineEnd, string mark)
    {
        string file = mark + Odd.ReplaceLineEndings(lineEnd);
        Notebook notebook = Notebook.Parse(Encoding.UTF8.GetBytes(file));

        string written = Encoding.UTF8.GetString(notebook.WithResults([Result(1), CellResult.NotReached]));

        string[] outputs =
        [
            "[", "    {", "     \"output_type\": \"stream\",", "     \"name\": \"stdout\",", "     \"text\": [",
            "      \"new\\n\"", "     ]", "    }", "   ]",
        ];
        string expected = Odd
            .Replace(
                """[{"output_type": "stream", "name": "stdout", "text": "old"}]""",
                string.Join('\n', outputs),
                StringComparison.Ordinal)
            .Replace("\"execution_count\": 7", "\"execution_count\": 1", StringComparison.Ordinal);
        Assert.Equal(mark + expected.ReplaceLineEndings(lineEnd), written);
    }

    [Fact]
    public void A_run_that_changes_nothing_leaves_the_same_bytes()
    {
        byte[] once = Notebook.Parse(Encoding.UTF8.GetBytes(Odd)).WithResults([Result(1), Result(2)]);

        byte[] again = Notebook.Parse(once).WithResults([Result(1), Result(2)]);

        Assert.Equal(once, again);
    }

    [Fact]
    public void A_file_of_one_line_stays_one_line()
    {
        byte[] file = MadeNotebook.File("1");

        string written = Encoding.UTF8.GetString(Notebook.Parse(file).WithResults([Result(1)]));

        Assert.DoesNotContain('\n', written);
        Assert.Equal("new\n", (string?)JsonNode.Parse(written)!["cells"]![0]!["outputs"]![0]!["text"]![0]);
    }

    [Fact]
    public void Source_is_read_from_a_list_of_lines_and_from_a_string()
    {
        Notebook notebook = Notebook.Parse(Encoding.UTF8.GetBytes(Odd));

        Assert.Equal([(2, "1\n+ 1"), (3, "")], notebook.Cells.Select(cell => (cell.Number, cell.Source)));
    }

    [Theory]
    [InlineData("nonsense", "not JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("""{"nbformat": 3, "cells": []}""", "nbformat is 3; this runner reads 4")]
    [InlineData("""{"nbformat": 4}""", "no list 'cells'")]
    [InlineData("""{"nbformat": 4, "cells": [], "metadata": {"kernelspec": {"name": "python3"}}}""", "'python3'")]
    [InlineData("""{"nbformat": 4, "cells": [{"cell_type": "code", "source": ""}]}""", "Cell 1 has no 'outputs'")]
    [InlineData(
        """
        {"nbformat": 4, "cells": [{"cell_type": "code", "source": "", "outputs": [], "execution_count": null,
        "metadata": {"polyglot_notebook": {"kernelName": "fsharp"}}}]}
        """,
        "Cell 1 is for the kernel 'fsharp'")]
    [InlineData(
        """
        {"nbformat": 4, "cells": [{"cell_type": "code", "source": "", "outputs": [], "execution_count": null,
        "metadata": {"dotnet_interactive": {"language": "pwsh"}}}]}
        """,
        "Cell 1 is for the kernel 'pwsh'")]
    public void What_is_no_notebook_for_this_runner_is_refused_with_the_reason(string file, string said)
    {
        NotebookFormatException error =
            Assert.Throws<NotebookFormatException>(() => Notebook.Parse(Encoding.UTF8.GetBytes(file)));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    private static CellResult Result(int count) => new(count, new JsonArray(new JsonObject
    {
        ["output_type"] = "stream",
        ["name"] = "stdout",
        ["text"] = new JsonArray("new\n"),
    }));
}
