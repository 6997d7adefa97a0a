using NeuralSearch.Notebooks.Documents;

namespace NeuralSearch.Notebooks.Execution;

/// <summary>The cell at which a run ended, and why.</summary>
internal sealed record CellFailure(CodeCell Cell, CellError Error)
{
    /// <summary>Its number, its source with numbered lines, and the traceback.</summary>
    public override string ToString()
    {
        IEnumerable<string> source = Cell.Source.ReplaceLineEndings("\n").Split('\n')
            .Select((line, index) => $"{index + 1,4} | {line}");
        return $"""
            Cell {Cell.Number} failed: {Error.Name}: {Error.Message}

            {string.Join('\n', source)}

            {string.Join('\n', Error.Traceback)}
            """;
    }
}
