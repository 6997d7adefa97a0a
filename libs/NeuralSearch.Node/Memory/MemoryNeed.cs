namespace NeuralSearch.Node.Memory;

/// <summary>Memory that somebody asks for.</summary>
/// <param name="Request">What for, as the beginning of a sentence.</param>
/// <param name="Bytes">The estimate.</param>
internal sealed record MemoryNeed(string Request, long Bytes);
