namespace NeuralSearch.Inference;

/// <summary>A file of a model as the manifest vouches for it.</summary>
/// <param name="Path">Path within the model's folder, with forward slashes.</param>
/// <param name="Sha256">SHA-256 of its bytes, lower-case hexadecimal.</param>
/// <param name="Bytes">Its length.</param>
public sealed record ModelFile(string Path, string Sha256, long Bytes);
