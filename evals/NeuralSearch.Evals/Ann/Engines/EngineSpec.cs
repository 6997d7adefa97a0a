namespace NeuralSearch.Evals.Ann.Engines;

/// <summary>An engine that can be measured: what it is and how its process is started.</summary>
/// <param name="Name">As on the command line and in the report.</param>
/// <param name="M">Links per node.</param>
/// <param name="EfConstruction">Beam width at build.</param>
/// <param name="Program">What is started.</param>
/// <param name="FirstArguments">Arguments before those of the protocol.</param>
/// <param name="Environment">Variables that the process gets in addition.</param>
/// <param name="IsOwn">Whether it is the engine of this repository, which scans exactly if Ef is 0.</param>
internal sealed record EngineSpec(
    string Name,
    int M,
    int EfConstruction,
    string Program,
    IReadOnlyList<string> FirstArguments,
    IReadOnlyDictionary<string, string> Environment,
    bool IsOwn);
