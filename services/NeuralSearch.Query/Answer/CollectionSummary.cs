namespace NeuralSearch.Query.Answer;

/// <summary>A collection that can be searched.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Points">How many chunks it holds.</param>
/// <param name="Dimensions">Elements of a vector, if the collection has one unnamed vector.</param>
/// <param name="Distance">How vectors are compared, if the collection has one unnamed vector.</param>
/// <param name="Status">
/// green: all is well; yellow: being optimised; red: something failed; grey: waits to be optimised.
/// </param>
/// <param name="Model">The model its vectors are from, if known.</param>
public sealed record CollectionSummary(
    string Name, long Points, int? Dimensions, string? Distance, string Status, string? Model);
