using System.Text.Json;
using System.Text.Json.Nodes;

namespace NeuralSearch.Notebooks.Documents;

/// <summary>A notebook file of nbformat 4: its code cells to be run, and its bytes to put their results into.</summary>
internal sealed class Notebook
{
    private const string CSharp = "csharp";

    private readonly byte[] _file;

    private Notebook(byte[] file, IReadOnlyList<CodeCell> cells) => (_file, Cells) = (file, cells);

    /// <summary>The code cells in their order.</summary>
    public IReadOnlyList<CodeCell> Cells { get; }

    /// <summary>Reads a notebook.</summary>
    /// <exception cref="NotebookFormatException">The file is not JSON, or not a C# notebook of nbformat 4.</exception>
    public static Notebook Parse(byte[] file)
    {
        JsonObject root;
        try
        {
            root = JsonNode.Parse(NotebookBytes.WithoutMark(file)) as JsonObject
                ?? throw new NotebookFormatException("The file is no JSON object; a notebook is one.");
        }
        catch (JsonException error)
        {
            throw new NotebookFormatException($"The file is not JSON: {error.Message}");
        }

        if (root["nbformat"] is not JsonValue format || !format.TryGetValue(out int version) || version != 4)
            throw new NotebookFormatException(
                $"nbformat is {root["nbformat"]?.ToJsonString() ?? "missing"}; this runner reads 4. Save the notebook anew.");
        string kernel = Text(root["metadata"]?["kernelspec"]?["name"]) ?? ".net-csharp";
        if (kernel != ".net-csharp")
            throw new NotebookFormatException($"The notebook is for the kernel '{kernel}'; this runner has .net-csharp.");
        if (root["cells"] is not JsonArray cells) throw new NotebookFormatException("The notebook has no list 'cells'.");
        return new Notebook(file, [.. cells.Select(ReadCell).OfType<CodeCell>()]);
    }

    /// <summary>The file with the results in their cells; every byte outside of them is as it was.</summary>
    /// <param name="results">One for each of <see cref="Cells"/>, in their order.</param>
    public byte[] WithResults(IReadOnlyList<CellResult> results) => NotebookBytes.Replace(_file, results);

    private static CodeCell? ReadCell(JsonNode? node, int index)
    {
        int number = index + 1;
        if (node is not JsonObject cell || Text(cell["cell_type"]) is not { } type)
            throw new NotebookFormatException($"Cell {number} has no 'cell_type'.");
        if (type != "code") return null;
        foreach (string member in (string[])["outputs", "execution_count"])
        {
            if (!cell.ContainsKey(member))
                throw new NotebookFormatException($"Cell {number} has no '{member}'; nbformat 4 wants it in a code cell.");
        }

        string? kernel = Text(cell["metadata"]?["polyglot_notebook"]?["kernelName"])
            ?? Text(cell["metadata"]?["dotnet_interactive"]?["language"]);
        if (kernel is not (null or CSharp))
            throw new NotebookFormatException($"Cell {number} is for the kernel '{kernel}'; this runner has {CSharp} alone.");
        bool isParameters = cell["metadata"]?["tags"] is JsonArray tags && tags.Any(tag => Text(tag) == "parameters");
        return new CodeCell(number, Lines(cell["source"], number), isParameters);
    }

    private static string Lines(JsonNode? source, int number) => source switch
    {
        JsonArray lines => string.Concat(lines.Select(Text)),
        JsonValue => Text(source)!,
        _ => throw new NotebookFormatException($"Cell {number} has no 'source'."),
    };

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
