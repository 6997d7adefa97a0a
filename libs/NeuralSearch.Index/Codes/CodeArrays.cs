namespace NeuralSearch.Index;

/// <summary>
/// A set of codes as its arrays: what a segment's file holds of it. Whoever reads them keeps the set meanwhile.
/// </summary>
internal abstract class CodeArrays : Shared
{
    public abstract ScalarQuantizer Quantizer { get; }

    /// <summary>What the sketches above the codes are made in, if there are any.</summary>
    public virtual SketchSpace? Space => null;

    /// <summary>Rows below this have codes here.</summary>
    public abstract uint Count { get; }

    /// <summary>A <see cref="CodeRow"/> for each row.</summary>
    public abstract NativeBlocks Codes { get; }

    /// <summary>A sketch for each row, if there are any.</summary>
    public virtual NativeBlocks? Sketches => null;
}
