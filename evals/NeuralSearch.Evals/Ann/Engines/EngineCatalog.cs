using NeuralSearch.Index;

namespace NeuralSearch.Evals.Ann.Engines;

/// <summary>The engines by name.</summary>
internal static class EngineCatalog
{
    /// <summary>The engine that others are compared with.</summary>
    public const string Reference = "hnswlib";

    // The yardstick of the field, and so of the peers; the engine has defaults of its own.
    private const int PeerM = 16;
    private const int PeerEfConstruction = 200;

    /// <summary>Those that need the least memory, for sets that are wide enough for one bit a component.</summary>
    public static IReadOnlyList<string> Lean { get; } =
        ["neuralsearch-u8-mapped-rows", "neuralsearch-bits1-mapped-rows", "neuralsearch-bits1-mapped-codes"];

    /// <summary>
    /// All engines. The additions to a name say what differs: on raw rows, codes of a byte or sketches, whatever the
    /// engine would choose; with its rows, or its rows and codes of a byte, in the files of an index that was saved and
    /// opened again; without AVX-512; with malloc on 2 MB pages, which the engine asks for and peers do not.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } =
        ["neuralsearch", "neuralsearch-raw", "neuralsearch-u8", "neuralsearch-bits4", "neuralsearch-bits1",
            .. Lean, "neuralsearch-avx2", "hnswlib", "hnswlib-2mb", "usearch", "faiss"];

    public static IReadOnlyList<string> Defaults { get; } = ["neuralsearch", "hnswlib", "usearch", "faiss"];

    /// <summary>What is measured on a set when no engine is named.</summary>
    public static IReadOnlyList<string> DefaultsOf(string data) =>
        data is "text768" or "fashion-mnist-784" ? [.. Defaults, .. Lean] : Defaults;

    /// <summary>
    /// The engines that can be had here, built; for each that cannot, a sentence is written that says why and what
    /// to do about it.
    /// </summary>
    public static IReadOnlyList<EngineSpec> Find(
        IReadOnlyList<string> names, int? m, int? efConstruction, TextWriter output)
    {
        var engines = new List<EngineSpec>();
        var compiler = new PeerCompiler(output);
        foreach (string name in names)
        {
            if (!Names.Contains(name))
                throw new ArgumentException($"There is no engine '{name}'; there is {string.Join(", ", Names)}.");
            string family = name.Split('-')[0];
            if (family == "neuralsearch")
                engines.Add(Own(name, m ?? HnswOptions.DefaultM, efConstruction ?? HnswOptions.DefaultEfConstruction));
            else if (PeerCompiler.WhyAbsent(family) is { } reason) output.WriteLine(reason);
            else engines.Add(Peer(name, compiler.Build(family)));
        }

        return engines;
    }

    private static EngineSpec Own(string name, int m, int efConstruction) => new(
        name, m, efConstruction,
        // This program again; its own path would be the test runner's in a test.
        "dotnet", [typeof(EngineCatalog).Assembly.Location, AnnCommand.EngineCommand],
        name switch
        {
            "neuralsearch-avx2" => new() { ["DOTNET_EnableAVX512"] = "0" },
            "neuralsearch-u8-mapped-rows" => Mapped(VectorCodes.U8, Placement.MappedRows),
            "neuralsearch-bits1-mapped-rows" => Mapped(VectorCodes.Bits1, Placement.MappedRows),
            "neuralsearch-bits1-mapped-codes" => Mapped(VectorCodes.Bits1, Placement.MappedCodes),
            "neuralsearch-u8" => new() { [EngineHost.CodesVariable] = nameof(VectorCodes.U8) },
            "neuralsearch-bits4" => new() { [EngineHost.CodesVariable] = nameof(VectorCodes.Bits4) },
            "neuralsearch-bits1" => new() { [EngineHost.CodesVariable] = nameof(VectorCodes.Bits1) },
            "neuralsearch-raw" => new() { [EngineHost.CodesVariable] = nameof(VectorCodes.Raw) },
            _ => new Dictionary<string, string>(),
        },
        IsOwn: true);

    private static Dictionary<string, string> Mapped(VectorCodes codes, Placement placement) => new()
    {
        [EngineHost.CodesVariable] = $"{codes}",
        [EngineHost.PlacementVariable] = $"{placement}",
    };

    private static EngineSpec Peer(string name, string program) => new(
        name, PeerM, PeerEfConstruction, program, [],
        name == "hnswlib-2mb"
            ? new() { ["GLIBC_TUNABLES"] = "glibc.malloc.hugetlb=1" }
            // OpenMP's threads would otherwise spin after a batch, in the time of the next engine.
            : new Dictionary<string, string> { ["OMP_WAIT_POLICY"] = "passive" },
        IsOwn: false);
}
