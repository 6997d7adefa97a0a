using System.Text.Json.Nodes;

namespace NeuralSearch.Notebooks.Documents;

/// <summary>What a run leaves in a code cell; a cell that was not reached has neither count nor outputs.</summary>
/// <param name="ExecutionCount">Which cell of the run it was, from 1.</param>
/// <param name="Outputs">Its outputs in nbformat 4.</param>
internal sealed record CellResult(int? ExecutionCount, JsonArray Outputs)
{
    public static CellResult NotReached => new(null, []);
}
