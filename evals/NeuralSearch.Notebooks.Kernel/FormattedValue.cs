namespace NeuralSearch.Notebooks.Kernel;

/// <summary>A value as it is shown: text in a MIME type, base64 where that is an image's.</summary>
internal readonly record struct FormattedValue(string MimeType, string Text);
