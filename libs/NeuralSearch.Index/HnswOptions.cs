namespace NeuralSearch.Index;

/// <summary>Parameters of the HNSW graph (Malkov &amp; Yashunin 2018, arXiv:1603.09320).</summary>
public sealed record HnswOptions
{
    /// <summary>Default of <see cref="M"/>.</summary>
    public const int DefaultM = 16;

    /// <summary>Least <see cref="M"/>.</summary>
    public const int MinM = 4;

    /// <summary>Largest <see cref="M"/>.</summary>
    public const int MaxM = 128;

    /// <summary>Default of <see cref="EfConstruction"/>.</summary>
    public const int DefaultEfConstruction = 100;

    /// <summary>Least <see cref="EfConstruction"/>.</summary>
    public const int MinEfConstruction = 4;

    /// <summary>Largest <see cref="EfConstruction"/>.</summary>
    public const int MaxEfConstruction = 4096;

    /// <summary>Default of <see cref="Ef"/>.</summary>
    public const int DefaultEf = 128;

    /// <summary>Least <see cref="Ef"/>.</summary>
    public const int MinEf = 1;

    /// <summary>Largest <see cref="Ef"/>.</summary>
    public const int MaxEf = 65_536;

    /// <summary>Components of a row from which <see cref="VectorCodes.Automatic"/> takes codes.</summary>
    /// <remarks>
    /// Queries a CPU second on codes to those on raw rows at recall .95 and .99, EPYC (Zen 4, AVX-512), 2026-11-24:
    /// GloVe cut to 32 components .99 and .94, to 48 1.10 and 1.15, to 64 1.09 and 1.12, whole (100) 1.50 and 1.41;
    /// SIFT (128) 1.77 and 1.74; text-like 768 2.57 and 2.62.
    /// </remarks>
    public const int AutomaticU8Dimensions = 64;

    /// <summary>The defaults.</summary>
    public static HnswOptions Default { get; } = new();

    /// <summary>
    /// Links per node in the upper layers; layer 0 has 2·M. More is larger, slower to build, better connected.
    /// </summary>
    public int M { get; init; } = DefaultM;

    /// <summary>Beam width while a row is inserted.</summary>
    public int EfConstruction { get; init; } = DefaultEfConstruction;

    /// <summary>Beam width of a search that does not name one.</summary>
    public int Ef { get; init; } = DefaultEf;

    /// <summary>What the graph is built and traversed on.</summary>
    public VectorCodes Codes { get; init; } = VectorCodes.Automatic;

    /// <summary>Seed of the layer assignment; equal seeds and equal order of rows give equal graphs.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Throws if a parameter is out of range; the message names it, its value and its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public void Validate()
    {
        Check(nameof(M), M, MinM, MaxM);
        Check(nameof(EfConstruction), EfConstruction, MinEfConstruction, MaxEfConstruction);
        Check(nameof(Ef), Ef, MinEf, MaxEf);
        if (Enum.IsDefined(Codes)) return;
        throw new ArgumentOutOfRangeException(nameof(Codes), Codes,
            $"{nameof(HnswOptions)}.{nameof(Codes)} must be one of {string.Join(", ", Enum.GetNames<VectorCodes>())}.");
    }

    private static void Check(string name, int value, int min, int max)
    {
        if (value >= min && value <= max) return;
        throw new ArgumentOutOfRangeException(name, value,
            $"{nameof(HnswOptions)}.{name} must lie in {min}…{max}.");
    }
}
