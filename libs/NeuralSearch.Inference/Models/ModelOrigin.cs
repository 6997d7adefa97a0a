namespace NeuralSearch.Inference;

/// <summary>Where a model came from and what was done to it.</summary>
/// <param name="Model">The model as its authors publish it.</param>
/// <param name="Weights">The package or repository and the sum of the file that the weights were taken from.</param>
/// <param name="Changes">What was changed since.</param>
public sealed record ModelOrigin(string Model, string Weights, string Changes);
