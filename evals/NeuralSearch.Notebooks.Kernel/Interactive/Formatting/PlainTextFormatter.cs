namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Names the type of text.</summary>
public static class PlainTextFormatter
{
    /// <summary>Text without markup.</summary>
    public const string MimeType = "text/plain";
}
