namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Names the type of markup.</summary>
public static class HtmlFormatter
{
    /// <summary>Markup.</summary>
    public const string MimeType = "text/html";
}
