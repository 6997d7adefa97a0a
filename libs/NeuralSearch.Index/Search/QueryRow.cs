namespace NeuralSearch.Index;

/// <summary>A query as a search compares it: float32[d], and as a row is stored if that is how it is compared.</summary>
/// <param name="components">float32[d].</param>
/// <param name="stored">The same exactly, stored, or null.</param>
internal readonly unsafe struct QueryRow(float* components, byte* stored)
{
    public float* Components => components;

    public byte* Stored => stored;
}
