namespace NeuralSearch.Catalog;

/// <summary>State of a sample collection.</summary>
/// <param name="Collection">The collection that the sample goes to.</param>
/// <param name="State">How far it was loaded.</param>
/// <param name="LineLimit">How many lines were asked for; null for all.</param>
public sealed record SampleRecord(string Collection, SampleState State, int? LineLimit);
