namespace NeuralSearch.Notebooks.Execution;

/// <summary>A step of running a cell.</summary>
internal abstract record ScriptPart;

/// <summary>Code for the compiler.</summary>
internal sealed record CodePart(string Code) : ScriptPart;

/// <summary><c>#r "…"</c>: a path of an assembly, or <c>nuget: NAME, VERSION</c>.</summary>
internal sealed record ReferencePart(string Reference) : ScriptPart;

/// <summary><c>#!import FILE</c>: another notebook or script runs here.</summary>
internal sealed record ImportPart(string Path) : ScriptPart;
