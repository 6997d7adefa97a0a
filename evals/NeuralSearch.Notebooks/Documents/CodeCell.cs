namespace NeuralSearch.Notebooks.Documents;

/// <summary>A cell that runs.</summary>
/// <param name="Number">Its place among all cells of the notebook, from 1, as a reader counts them.</param>
/// <param name="Source">Its code.</param>
/// <param name="IsParameters">Whether it carries the tag <c>parameters</c>: its variables may be set from outside.</param>
internal sealed record CodeCell(int Number, string Source, bool IsParameters);
