namespace NeuralSearch.ServiceDefaults.Problems;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Field">
/// The JSON path of the field, such as <c>filter.must[0].match</c>, or the name of a parameter.
/// </param>
/// <param name="Message">What is wrong, what is allowed.</param>
public sealed record FieldError(string Field, string Message);
